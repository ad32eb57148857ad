package report

import "songnuan/internal/pdf"

// factLine is one or two facts beside each other, with the lines that their
// values take.
type factLine struct {
	facts []Fact
	lines [][]string
}

// Measures of the box of facts, in millimetres and points.
const (
	factLabel = 28
	factSize  = 10
)

// factLines puts facts in pairs, wide ones alone.
func (l *Layout) factLines(facts []Fact) (all []factLine) {
	box := l.Paper.Width - 2*side
	for i := 0; i < len(facts); i++ {
		line := factLine{facts: facts[i : i+1]}
		if !facts[i].Wide && i+1 < len(facts) && !facts[i+1].Wide {
			i++
			line.facts = facts[i-1 : i+1]
		}
		width := box/2 - factLabel - 2*padWidth
		if line.facts[0].Wide {
			width = box - factLabel - 2*padWidth
		}
		for _, fact := range line.facts {
			line.lines = append(line.lines, wrap(fact.Value, factSize, width))
		}
		all = append(all, line)
	}
	return all
}

func factLineHeight(l factLine) float64 {
	high := float64(factHeight)
	for _, lines := range l.lines {
		high = max(high, float64(len(lines))*lineHeight(factSize)+padHeight)
	}
	return high
}

// factLabelSize keeps a long label within its box.
func factLabelSize(label string) float64 {
	if wide := pdf.Width(label, factSize); wide > factLabel-2*padWidth {
		return factSize * (factLabel - 2*padWidth) / wide
	}
	return factSize
}
