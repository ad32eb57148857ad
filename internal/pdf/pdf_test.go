package pdf_test

import (
	"bytes"
	"fmt"
	"math"
	"strings"
	"testing"

	"golang.org/x/text/encoding/simplifiedchinese"

	"songnuan/internal/pdf"
	"songnuan/internal/pdf/pdftest"
)

// What no plane of ideographs is without: names that offices know from their
// own lists, signs of sums, and the signs of ethnic names.
var lines = []string{
	"周𠮷祥 林䶮英 张㛃 李堃 莫喆 王𬭎 买买提·吐尔逊", "2027 年元旦春节送温暖慰问金发放表（盖章）", "123,456.00 －—…“”《》、。；",
	"ABC abc 0123456789 (A/B) ¥ × ℃ ①", "𰻝𬴂𫘜𣲘",
}

func document(t *testing.T, draw func(d *pdf.Document)) ([]byte, []pdftest.Page, *pdf.Document) {
	t.Helper()
	var file bytes.Buffer
	d := pdf.New(&file, pdf.A4, pdf.About{Title: "花名册 𠮷", Author: "高埗镇", Created: "2027-01-02T03:04:05.000000Z"})
	draw(d)
	if err := d.Close(fmt.Sprintf("共 %d 页", d.Pages())); err != nil {
		t.Fatal(err)
	}
	pages, err := pdftest.Read(file.Bytes())
	if err != nil {
		t.Fatal(err)
	}
	return file.Bytes(), pages, d
}

func TestTextReadsBackAsItWasSet(t *testing.T) {
	_, pages, d := document(t, func(d *pdf.Document) {
		for range 3 {
			d.Page()
			for i, line := range lines {
				d.Text(20, 20+float64(i)*8, pdf.Style{Size: 10, Bold: i == 1}, line)
			}
			d.Total(100, 280, pdf.Style{Size: 9})
		}
	})
	if len(pages) != 3 {
		t.Fatalf("%d pages", len(pages))
	}
	for n, page := range pages {
		for _, line := range lines {
			if !page.Has(line) {
				t.Errorf("page %d: %q in %q", n+1, line, page)
			}
		}
		if !page.Has("共 3 页") {
			t.Errorf("page %d does not tell how many there are: %q", n+1, page)
		}
	}
	if lost := d.Missing(); len(lost) > 0 {
		t.Errorf("no font has %q", lost)
	}
}

// Every ideograph of GB 18030-2022 level 1, the characters of 通用规范汉字表
// beyond it, and what an office types, have a glyph.
func TestFontsHoldWhatOfficesWrite(t *testing.T) {
	for r := rune(0x4E00); r <= 0x9FEF; r++ {
		if !pdf.Has(r) {
			t.Errorf("%c U+%04X has no glyph", r, r)
		}
	}
	for r := rune(0x3400); r <= 0x4DB5; r++ {
		if !pdf.Has(r) {
			t.Errorf("%c U+%04X has no glyph", r, r)
		}
	}
	for _, r := range beyond + "，。、；：？！“”‘’（）《》〈〉【】「」—…·￥¥％＋－×÷＝℃㎡〇①②③④⑤⑥⑦⑧⑨⑩√○●□■△▲★☆※ⅠⅡⅢāáǎàéěèīíǐìōóǒòūúǔùüǚ" {
		if !pdf.Has(r) {
			t.Errorf("%c U+%04X has no glyph", r, r)
		}
	}
	for r := rune(' '); r <= '~'; r++ {
		if !pdf.Has(r) {
			t.Errorf("%c has no glyph", r)
		}
	}
}

// The characters of 通用规范汉字表 (国发〔2013〕23号) outside the first plane.
const beyond = "𠙶𬣙𨙸𬇕𬣞𬘓𫭟𫭢𫇭𫐄𫵷𣲘𣲗𬇙𬣡𫸩𨚕𫘜𬘘𫘝𦭜𬨂𬀩𬀪𬬩𫍣𬣳𬩽𬮿𬯀𫰛𬳵𬳶𫠊𬍛𬜬𦰡𪾢𪨰𫓧𬬮𬬱𬬭𦙶𬘡𬳽𬘩𫄧𪟝𬍤𫭼𬜯𬂩𫠆𨐈𬌗𫑡𪨶𬬸𬬻𬬹𬬿𬭁𫢸𫗧𬊈𬒈𨺙𬳿𫄨𬘫𫮃𬱖𬟽𫓯𫟹𫟼𠅤𬇹𬍡𬤇𫍯𬤊𫍲𬯎𬘬𬘭𬴂𫘦𫟅𬘯𫘧𪣻𡎚𬃊𬷕𫐐𬹼𧿹𫶇𫖮𬭊𨱇𫓶𬭎𫖯𬱟𫛭𫷷𬮱𬊤𣸣𬴃𫘨𤧛𬪩𬒔𬨎𫐓𫫇𫓹𬭚𬭛𬕂𬶋𬶍𦝼𫔶𫌀𫖳𫘪𫘬𫞩𡐓𪤗𣗋𬸘𬒗𥔲𫚖𨱏𬭤𫚕𬶐𬶏𩽾𬸚𬤝𬙂𬭩𩾃𬸣𫍽𬴊𬞟𥕢𫟦𬺈𫠜𪩘𬭬𨱑𬭯𫗴𬸦𫄷𤩽𬭳𬭶𫔍𬭸𨱔𬭼𫔎𬸪𬶟𬶠𬶨𦈡𫄸𬟁𥖨𦒍𬙊𬶭𩾌𨟠𬶮𨭉𬙋𤫉𬺓𫚭"

// A character that no font has stands as a box with its number, is told, and
// reads back as itself.
func TestCharacterWithoutGlyphIsNotLost(t *testing.T) {
	const name = "王𱁬明"
	_, pages, d := document(t, func(d *pdf.Document) {
		d.Page()
		d.Text(20, 20, pdf.Style{Size: 10}, name)
	})
	if !pages[0].Has(name) {
		t.Errorf("read back as %q", pages[0])
	}
	if lost := d.Missing(); len(lost) != 1 || lost[0] != '𱁬' {
		t.Errorf("missing %q", lost)
	}
	if got, want := pdf.Width(name, 10), pdf.Width("王一明", 10); math.Abs(got-want) > 1e-9 {
		t.Errorf("a box is %v wide, an ideograph %v", got, want)
	}
}

// What only says how others look takes no room and draws nothing.
func TestSilentCharacters(t *testing.T) {
	if got, want := pdf.Width("葛\U000E0100城\u200b", 10), pdf.Width("葛城", 10); got != want {
		t.Errorf("%v, want %v", got, want)
	}
	_, pages, d := document(t, func(d *pdf.Document) {
		d.Page()
		d.Text(20, 20, pdf.Style{Size: 10}, "葛\U000E0100城\u200b")
	})
	if !pages[0].Has("葛城") || len(d.Missing()) > 0 {
		t.Errorf("%q, missing %q", pages[0], d.Missing())
	}
}

func TestWidths(t *testing.T) {
	em := 10 * 25.4 / 72
	if got := pdf.Width("汉字", 10); math.Abs(got-2*em) > 1e-9 {
		t.Errorf("two ideographs are %v mm wide, want %v", got, 2*em)
	}
	if a, b := pdf.Width("111.00", 10), pdf.Width("888.88", 10); a != b {
		t.Errorf("figures differ in width: %v and %v", a, b)
	}
}

// The same pages make the same bytes, so that a file can be told by its digest.
func TestSamePagesSameBytes(t *testing.T) {
	draw := func(d *pdf.Document) {
		d.Page()
		for _, line := range lines {
			d.Text(20, 20, pdf.Style{Size: 10}, line)
		}
	}
	a, _, _ := document(t, draw)
	b, _, _ := document(t, draw)
	if !bytes.Equal(a, b) {
		t.Error("two runs differ")
	}
}

// Fonts go in as subsets: a page of a few words is small, and one of all the
// characters of GB 2312 still opens.
func TestSubsets(t *testing.T) {
	small, _, _ := document(t, func(d *pdf.Document) {
		d.Page()
		d.Text(20, 20, pdf.Style{Size: 10}, "花名册")
	})
	if len(small) > 8<<10 {
		t.Errorf("three characters take %d bytes", len(small))
	}
	var all strings.Builder
	for high := byte(0xB0); high <= 0xF7; high++ {
		for low := byte(0xA1); low <= 0xFE; low++ {
			if text, err := simplifiedchinese.GBK.NewDecoder().String(string([]byte{high, low})); err == nil && text != "\ufffd" {
				all.WriteString(text)
			}
		}
	}
	_, pages, d := document(t, func(d *pdf.Document) {
		d.Page()
		d.Text(20, 20, pdf.Style{Size: 10}, all.String())
	})
	if !pages[0].Has(all.String()) {
		t.Error("GB 2312 does not read back")
	}
	for _, r := range d.Missing() {
		if r < 0xE000 || r > 0xF8FF { // five places of the code are private use
			t.Errorf("no font has %c", r)
		}
	}
}

// A writer that fails is told, and no page is taken for written.
func TestFailureToWriteIsTold(t *testing.T) {
	d := pdf.New(full{}, pdf.A4, pdf.About{})
	for range 2000 {
		d.Page()
		d.Text(20, 20, pdf.Style{Size: 10}, strings.Join(lines, ""))
	}
	if err := d.Close(""); err == nil {
		t.Error("nothing is told")
	}
}

type full struct{}

func (full) Write([]byte) (int, error) { return 0, fmt.Errorf("no space left") }

func BenchmarkPages(b *testing.B) {
	for b.Loop() {
		d := pdf.New(new(bytes.Buffer), pdf.A4, pdf.About{})
		for range 10 {
			d.Page()
			for i := range 40 {
				d.Text(20, 20+float64(i)*6, pdf.Style{Size: 10}, lines[i%len(lines)])
			}
		}
		if err := d.Close(""); err != nil {
			b.Fatal(err)
		}
	}
}
