package cli

import (
	"io"
	"os"
	"time"

	"github.com/schollz/progressbar/v3"

	"songnuan/internal/app"
	"songnuan/internal/locale"
)

// progress shows on a terminal how far a long command is; elsewhere it shows
// nothing. done takes the bar away.
func (s *session) progress() (tell func(app.Progress), done func()) {
	if !terminal(s.env.Err) {
		return nil, func() {}
	}
	var bar *progressbar.ProgressBar
	stage := ""
	done = func() {
		if bar != nil {
			_ = bar.Clear() // it only decorates
		}
	}
	return func(p app.Progress) {
		if p.Stage != stage {
			done()
			stage, bar = p.Stage, s.bar(p)
		}
		_ = bar.Set64(min(p.Done, max(p.Size, 1)))
	}, done
}

func (s *session) bar(p app.Progress) *progressbar.ProgressBar {
	size := p.Size
	if size <= 0 {
		size = -1 // unknown: it spins
	}
	return progressbar.NewOptions64(size, progressbar.OptionSetWriter(s.env.Err), progressbar.OptionSetWidth(30),
		progressbar.OptionThrottle(100*time.Millisecond), progressbar.OptionClearOnFinish(), progressbar.OptionSetPredictTime(true),
		progressbar.OptionSetDescription(locale.Text(s.lang, "cli.stage."+p.Stage, nil)))
}

func terminal(w io.Writer) bool {
	file, ok := w.(*os.File)
	if !ok {
		return false
	}
	info, err := file.Stat()
	return err == nil && info.Mode()&os.ModeCharDevice != 0
}
