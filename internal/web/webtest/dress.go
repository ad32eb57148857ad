package webtest

import (
	"context"

	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/cdproto/page"
	"github.com/chromedp/chromedp"
)

// size is a window or a mode in which a page is looked at.
type size struct {
	name          string
	width, height int64
	class, media  string
}

var everySize = []size{
	{"1440", 1440, 900, "", ""}, {"390", 390, 844, "", ""},
	{"1366", 1366, 768, "", ""}, {"large", 1440, 900, "larger", ""}, {"print", 794, 1123, "", "print"},
}

// sizes are the sizes of a walk: all of them for pictures, else two.
func sizes(all bool) []size {
	if all {
		return everySize
	}
	return everySize[:2]
}

// dress opens a page in a size and mode.
func (p *Tab) dress(path string, s size) {
	p.t.Helper()
	p.Size(s.width, s.height)
	if _, err := chromedp.Call(p.ctx, emulation.SetEmulatedMedia, emulation.SetEmulatedMediaParams{Media: s.media}); err != nil {
		p.t.Fatal(err)
	}
	p.Go(path)
	if s.class != "" {
		Value[bool](p, `document.documentElement.classList.add("`+s.class+`"), true`)
	}
}

// wholeMost is the tallest picture of a page, in CSS pixels.
const wholeMost = 2600

// Whole is a picture of the whole page.
func (p *Tab) Whole() []byte {
	p.t.Helper()
	box := Value[[]float64](p, `[document.documentElement.clientWidth, document.documentElement.scrollHeight]`)
	ctx, cancel := context.WithTimeout(p.ctx, patience)
	defer cancel()
	beyond := true
	got, err := chromedp.Call(ctx, page.CaptureScreenshot, page.CaptureScreenshotParams{CaptureBeyondViewport: &beyond,
		Clip: &page.Viewport{Width: box[0], Height: min(box[1], wholeMost), Scale: 1}})
	if err != nil {
		p.t.Fatal(err)
	}
	return got.Data
}
