#!/usr/bin/env python3
"""Cuts the fonts that documents are set in out of freely licensed ones.

Needs fontTools 4.38 and the Debian 12 packages fonts-droid-fallback,
fonts-dejavu-core and fonts-lxgw-wenkai; run it in this folder. Every character
goes into exactly one of the three files:

  hei.ttf    Droid Sans Fallback: the ideographs of GB 18030-2022, level 1
             (U+4E00-9FA5, U+3400-4DB5) with CJK punctuation and full-width forms
  latin.ttf  DejaVu Sans Condensed: figures, Latin with pinyin, Greek, Cyrillic
  rare.ttf   LXGW WenKai: ideographs that the first lacks (U+9FA6-9FFF, planes 2
             and 3), among them all 8105 of 通用规范汉字表 and so GB 18030-2022,
             level 2; punctuation and signs as wide as an ideograph

Glyph programs, vertical forms and spare glyphs are left out. The third is
renamed, since its name is reserved for the unchanged font.
"""

from fontTools import subset
from fontTools.ttLib import TTFont
from fontTools.ttLib.tables._c_m_a_p import CmapSubtable

FONTS = "/usr/share/fonts/truetype/"
HEI = FONTS + "droid/DroidSansFallbackFull.ttf"
LATIN = FONTS + "dejavu/DejaVuSansCondensed.ttf"
RARE = FONTS + "lxgw-wenkai/LXGWWenKai-Regular.ttf"

# Signs that Chinese text sets as wide as an ideograph.
WIDE = set(map(ord, "·‘’“”—…※℃№①②③④⑤⑥⑦⑧⑨⑩⑪⑫⑬⑭⑮⑯⑰⑱⑲⑳√×÷±°§□■○●△▲◇◆☆★→←↑↓⌒∶≈≠≤≥∞∵∴✓"))


def covered(path):
    return set(TTFont(path, lazy=True).getBestCmap())


def within(codes, *ranges):
    return {c for c in codes if any(low <= c <= high for low, high in ranges)}


def cut(path, codes, out, family):
    options = subset.Options()
    options.hinting = False
    options.layout_features = []
    options.glyph_names = False
    options.notdef_outline = True
    options.name_IDs = [0, 1, 2, 4, 6, 13, 14]
    options.drop_tables += ["GSUB", "GPOS", "GDEF", "vhea", "vmtx", "VORG", "BASE", "DSIG", "FFTM", "meta", "MATH"]
    font = subset.load_font(path, options)
    cutter = subset.Subsetter(options)
    cutter.populate(unicodes=codes)
    cutter.subset(font)
    for record in font["name"].names:
        if record.nameID in (1, 4, 6):
            record.string = family.replace(" ", "") if record.nameID == 6 else family
    whole = CmapSubtable.newSubtable(12)  # the one kind that the program reads
    whole.platformID, whole.platEncID, whole.language, whole.cmap = 3, 10, 0, font.getBestCmap()
    font["cmap"].tables = [whole]
    font["head"].modified = font["head"].created
    subset.save_font(font, out, options)


hei, latin, rare = covered(HEI), covered(LATIN), covered(RARE)
in_hei = within(hei, (0x2E80, 0x9FFF), (0xF900, 0xFAFF), (0xFE30, 0xFE4F), (0xFF00, 0xFFEF))
in_rare = within(rare, (0x2E80, 0x9FFF), (0xF900, 0xFAFF), (0xFF00, 0xFFEF), (0x20000, 0x3FFFF)) - in_hei | rare & WIDE
in_latin = within(latin, (0x20, 0x24F), (0x370, 0x45F), (0x1E00, 0x1EFF), (0x2000, 0x206F), (0x2070, 0x27BF)) - in_rare - in_hei
cut(HEI, in_hei, "hei.ttf", "Songnuan Hei")
cut(LATIN, in_latin, "latin.ttf", "Songnuan Latin")
cut(RARE, in_rare, "rare.ttf", "Songnuan Rare")
