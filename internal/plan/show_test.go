package plan

import (
	"fmt"
	"reflect"
	"strings"
	"testing"

	"songnuan/internal/day"
	"songnuan/internal/locale"
	"songnuan/internal/money"
)

// filler puts a recognisable value into every field and remembers how it
// must show.
type filler struct {
	n    int
	want map[string]string // what shows, by where it stands
}

func (f *filler) next() int {
	f.n++
	return 1000 + f.n
}

func (f *filler) fill(v reflect.Value, where string, tag reflect.StructTag) {
	switch own := v.Addr().Interface().(type) {
	case *Date:
		own.Day, _ = day.New(2027, 1, 1)
		own.Day = own.Day.AddDays(f.next())
		own.Text = own.Day.String()
		f.want[where] = own.Day.Chinese()
		return
	case *Amount:
		own.Fixed = new(money.Fen(f.next() * 100))
		f.want[where] = own.Fixed.Yuan()
		return
	case *Count:
		own.Fixed = new(int64(f.next()))
		f.want[where] = fmt.Sprint(*own.Fixed)
		return
	case *Quantity:
		*own = Quantity(f.next() * 1000)
		f.want[where] = own.String()
		return
	case *Rule:
		own.Text = fmt.Sprintf("household.size > %d", f.next())
		f.want[where] = own.Text
		return
	case *Helped:
		own.All = []string{fmt.Sprint("act", f.next())}
		f.want[where] = own.All[0]
		return
	case *OnlyIf:
		value := fmt.Sprint("answer", f.next())
		*own = OnlyIf{"year": {value}}
		f.want[where] = value
		return
	}
	f.fillKind(v, where, tag)
}

func (f *filler) fillKind(v reflect.Value, where string, tag reflect.StructTag) {
	switch v.Kind() {
	case reflect.String:
		text := fmt.Sprint("文", f.next())
		if words := tag.Get("oneof"); words != "" {
			text, _, _ = strings.Cut(words, " ")
			f.want[where] = Word(text).Text(locale.Chinese)
		} else {
			f.want[where] = text
		}
		v.SetString(text)
	case reflect.Bool:
		v.SetBool(true)
		f.want[where] = "是"
	case reflect.Int, reflect.Int64:
		v.SetInt(int64(f.next()))
		f.want[where] = fmt.Sprint(v.Int())
	case reflect.Pointer:
		v.Set(reflect.New(v.Type().Elem()))
		f.fill(v.Elem(), where, tag)
	case reflect.Slice:
		v.Set(reflect.MakeSlice(v.Type(), 1, 1))
		f.fill(v.Index(0), where, tag)
	case reflect.Map:
		v.Set(reflect.ValueOf(map[string]int64{fmt.Sprint("表", f.next()): 7}))
		for _, key := range v.MapKeys() {
			f.want[where] = key.String()
		}
	case reflect.Struct:
		for i := range v.NumField() {
			field := v.Type().Field(i)
			if name, options, _ := strings.Cut(field.Tag.Get("yaml"), ","); options == "inline" || name != "" && name != "-" {
				f.fill(v.Field(i), where+"."+field.Name, field.Tag)
			}
		}
	default:
		panic(v.Type().String())
	}
}

// Every field of every clause stands in the document under a label in both
// languages; identity numbers are masked.
func TestShowForgetsNoField(t *testing.T) {
	p, f := &Plan{}, &filler{want: map[string]string{}}
	f.fill(reflect.ValueOf(p).Elem(), "Plan", "")
	var out strings.Builder
	if err := p.Show(&out, locale.Chinese); err != nil {
		t.Fatal(err)
	}
	text := out.String()
	for where, want := range f.want {
		switch {
		case strings.HasSuffix(where, ".IDNumber"):
			if strings.Contains(text, want) {
				t.Errorf("%s shows %s", where, want)
			}
		case !strings.Contains(text, want):
			t.Errorf("%s: %q is not shown", where, want)
		}
	}
	for _, lang := range []locale.Lang{locale.Chinese, locale.English} {
		var out strings.Builder
		if err := p.Show(&out, lang); err != nil {
			t.Fatal(err)
		}
		for line := range strings.Lines(out.String()) {
			if strings.Contains(line, "plan.show.") || strings.Contains(line, "plan.word.") {
				t.Errorf("%s: a label is missing: %s", lang, strings.TrimSpace(line))
			}
		}
	}
}

// Every fixed word of the format has a name for people.
func TestWordsAreNamed(t *testing.T) {
	p := &Plan{}
	f := &filler{want: map[string]string{}}
	f.fill(reflect.ValueOf(p).Elem(), "Plan", "")
	words := []string{string(PerHousehold), string(PerPerson), string(PerCovered), string(PerChild), string(PerSite), string(PerUnit),
		string(PerHelper), string(PerOnce), string(Daily), string(Weekly), string(Monthly), string(Quarter), string(Term), string(Yearly),
		string(Must), string(Principle), string(Suggested), string(Strive), ByVisit, ByPayment, ByGoods, ByPairing, ByDuties, ByReceipt, ByHand}
	p.each(func(_ place, _ string, part part, _ reflect.Value) {
		words = append(words, strings.Fields(part.Tag.Get("oneof"))...)
	})
	for _, word := range words {
		if !Word(word).known() {
			t.Errorf("plan.word.%s has no text", word)
		}
	}
}

func TestShowReadsLikeAPlan(t *testing.T) {
	var out strings.Builder
	if err := shipped(t, "gaobu-pairing").Show(&out, locale.Chinese); err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{
		"# 高埗镇“联系困难群众、结对帮扶送温暖”活动\n",
		"- 活动时间：2026年11月25日 至 2027年2月5日（before(春节)）\n",
		"> 草案：有问题待明确",
		"### （一）低保户〔dibao〕\n",
		"- 认定规则：`household.income_per_head < area.dibao_line`\n",
		"- 写明的数：户数 269，人数 710\n",
		"- 何时算已帮扶：全部完成：结对、走访\n",
		"- 经由：村扶贫济困负责人\n",
		"- 价值：不少于500.00 元\n",
		"> 原文：接受帮扶的困难户269户710人\n",
	} {
		if !strings.Contains(out.String(), want) {
			t.Errorf("not shown: %s", want)
		}
	}
}

func TestShowKeepsTextPlain(t *testing.T) {
	p := &Plan{Title: "a\n# b <script>"}
	var out strings.Builder
	if err := p.Show(&out, locale.Chinese); err != nil {
		t.Fatal(err)
	}
	if got := out.String(); got != "# a # b &lt;script>\n\n" {
		t.Errorf("%q", got)
	}
}
