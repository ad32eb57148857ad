package api

import "fmt"

// waveOf is a notice for the first place, a new one each time.
func waveOf(d *desk) object {
	return object{"warning_number": fmt.Sprintf("寒潮 %d", d.Serial()), "warning": "orange", "area": "441900129200", "from": d.Clock.Today().String(), "to": d.Clock.Today().AddDays(2).String(), "note": "强降温"}
}
