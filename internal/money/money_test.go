package money

import (
	"encoding/json"
	"math"
	"math/big"
	"slices"
	"testing"

	"pgregory.net/rapid"

	"songnuan/internal/problem"
)

func TestCapital(t *testing.T) {
	tests := map[Fen]string{
		0:                "零元整",
		5:                "伍分",
		50:               "伍角整",
		105:              "壹元零伍分",
		123450:           "壹仟贰佰叁拾肆元伍角整",
		-123450:          "负壹仟贰佰叁拾肆元伍角整",
		1000:             "壹拾元整",
		100500:           "壹仟零伍元整",
		1640902:          "壹万陆仟肆佰零玖元零贰分", // 支付结算办法附一
		140950:           "壹仟肆佰零玖元伍角整",
		600714:           "陆仟零柒元壹角肆分",
		168032:           "壹仟陆佰捌拾元叁角贰分",
		10700053:         "壹拾万柒仟元伍角叁分",
		100000000000:     "壹拾亿元整",
		10000005000:      "壹亿零伍拾元整",
		Max:              "玖拾万亿元整",
		8000000500000000: "捌拾万亿零伍佰万元整",
	}
	for amount, want := range tests {
		if got := amount.Capital(); got != want {
			t.Errorf("%d: %s, want %s", amount, got, want)
		}
	}
}

func TestFormats(t *testing.T) {
	tests := []struct {
		amount      Fen
		plain, yuan string
	}{
		{0, "0.00", "0.00"}, {5, "0.05", "0.05"}, {-5, "-0.05", "-0.05"},
		{123450, "1234.50", "1,234.50"}, {-123456789, "-1234567.89", "-1,234,567.89"}, {99900, "999.00", "999.00"},
	}
	for _, test := range tests {
		if test.amount.String() != test.plain || test.amount.Yuan() != test.yuan {
			t.Errorf("%d: %s %s", test.amount, test.amount, test.amount.Yuan())
		}
	}
}

func TestJSONIsAPlainInteger(t *testing.T) {
	data, err := json.Marshal(map[string]Fen{"amount_fen": Max})
	if err != nil || string(data) != `{"amount_fen":9000000000000000}` {
		t.Errorf("%s %v", data, err)
	}
}

func TestEverySpellingReadsBack(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		amount := Fen(rapid.Int64Range(-int64(Max), int64(Max)).Draw(t, "fen"))
		for _, form := range []string{amount.String(), amount.Yuan(), amount.Capital()} {
			if got, err := ParseSigned(form); err != nil || got != amount {
				t.Fatalf("%d written %q, read %d, %v", amount, form, got, err)
			}
		}
	})
}

func TestSumsAreChecked(t *testing.T) {
	if got, err := Sum(100, 250, -50); err != nil || got != 300 {
		t.Errorf("Sum = %v, %v", got, err)
	}
	overflows := map[string]func() (Fen, error){
		"max+1":     func() (Fen, error) { return Add(Max, 1) },
		"int64 end": func() (Fen, error) { return Add(math.MaxInt64, math.MaxInt64) },
		"-max-1":    func() (Fen, error) { return Sum(-Max, -1) },
		"times":     func() (Fen, error) { return Max.Times(2) },
		"far times": func() (Fen, error) { return Max.Times(math.MaxInt64) },
		"min times": func() (Fen, error) { return Fen(1).Times(math.MinInt64) },
	}
	for name, sum := range overflows {
		if got, err := sum(); err == nil || problem.As(err).Key != "money.too_large" {
			t.Errorf("%s = %v, %v", name, got, err)
		}
	}
}

func TestTimesRatioRoundsHalfUp(t *testing.T) {
	tests := []struct {
		f        Fen
		num, den int64
		want     Fen
	}{
		{100, 1, 3, 33}, {100, 2, 3, 67}, {1, 1, 2, 1}, {3, 1, 2, 2}, {-1, 1, 2, -1}, {1, -1, 2, -1}, {1, -1, -2, 1},
		{Max, math.MaxInt64, math.MaxInt64, Max}, {26900, 0, 7, 0},
	}
	for _, test := range tests {
		if got, err := test.f.TimesRatio(test.num, test.den); err != nil || got != test.want {
			t.Errorf("%d × %d/%d = %d, %v; want %d", test.f, test.num, test.den, got, err, test.want)
		}
	}
	if _, err := Fen(1).TimesRatio(1, 0); err == nil {
		t.Error("divided by zero")
	}
}

func TestTimesRatioIsWithinHalfAFen(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		f := Fen(rapid.Int64Range(-int64(Max), int64(Max)).Draw(t, "fen"))
		num := rapid.Int64().Draw(t, "num")
		den := rapid.Int64().Filter(func(d int64) bool { return d != 0 }).Draw(t, "den")
		exact := new(big.Rat).SetFrac(new(big.Int).Mul(big.NewInt(int64(f)), big.NewInt(num)), big.NewInt(den))
		got, err := f.TimesRatio(num, den)
		if err != nil {
			if new(big.Rat).Abs(exact).Cmp(big.NewRat(2*int64(Max)+1, 2)) < 0 {
				t.Fatalf("%d × %d/%d refused: %v", f, num, den, err)
			}
			return
		}
		off := new(big.Rat).Sub(new(big.Rat).SetInt64(int64(got)), exact)
		if off.Abs(off).Cmp(big.NewRat(1, 2)) > 0 {
			t.Fatalf("%d × %d/%d = %d", f, num, den, got)
		}
	})
}

func TestScale(t *testing.T) {
	for factor, want := range map[string]Fen{"1.5": 109650, "2": 146200, "0": 0, "0.3333": 24364, "1.005": 73466} {
		if got, err := Scale(73100, factor); err != nil || got != want {
			t.Errorf("731.00 × %s = %d, %v; want %d", factor, got, err, want)
		}
	}
	if got, err := ScaleFloat(100, 1.005); err != nil || got != 101 {
		t.Errorf("1.00 × 1.005 = %d, %v; half a fen rounds up", got, err)
	}
	for _, factor := range []string{"", "-1", "1.", ".5", "1e3", "一", "1.2.3", "1234567890123456789"} {
		if _, err := Scale(100, factor); err == nil || problem.As(err).Key != "money.bad_factor" {
			t.Errorf("Scale by %q: %v", factor, err)
		}
	}
	if _, err := ScaleFloat(100, math.NaN()); err == nil {
		t.Error("scaled by NaN")
	}
}

func TestSplitGivesTiesToTheEarlierLine(t *testing.T) {
	tests := []struct {
		total   Fen
		weights []int64
		want    []Fen
	}{
		{100, []int64{1, 1, 1}, []Fen{34, 33, 33}},
		{101, []int64{1, 1}, []Fen{51, 50}},
		{-101, []int64{1, 1}, []Fen{-51, -50}},
		{10, []int64{0, 3, 0}, []Fen{0, 10, 0}},
		{833700, []int64{269, 710, 41}, []Fen{219868, 580321, 33511}},
		{0, []int64{1, 2}, []Fen{0, 0}},
		{Max, []int64{math.MaxInt64}, []Fen{Max}},
	}
	for _, test := range tests {
		if got, err := Split(test.total, test.weights); err != nil || !slices.Equal(got, test.want) {
			t.Errorf("Split(%d, %v) = %v, %v; want %v", test.total, test.weights, got, err, test.want)
		}
	}
}

func TestSplitRefusesBadWeights(t *testing.T) {
	for key, weights := range map[string][]int64{
		"money.no_weight": {0, 0}, "money.negative_weight": {2, -1}, "money.too_large": {math.MaxInt64, 1},
	} {
		if _, err := Split(100, weights); err == nil || problem.As(err).Key != key {
			t.Errorf("Split by %v: %v; want %s", weights, err, key)
		}
	}
	if _, err := Split(100, nil); err == nil {
		t.Error("split among nobody")
	}
}

// TestSplitIsExactAndFair: shares add up, none is off its exact share by a
// whole fen, and a line of weight zero gets nothing.
func TestSplitIsExactAndFair(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		total := Fen(rapid.Int64Range(-int64(Max), int64(Max)).Draw(t, "total"))
		weights := append(rapid.SliceOfN(rapid.Int64Range(0, 1_000_000), 0, 40).Draw(t, "weights"), 1)
		shares, err := Split(total, weights)
		if err != nil {
			t.Fatal(err)
		}
		if sum, err := Sum(shares...); err != nil || sum != total {
			t.Fatalf("shares add up to %d, %v", sum, err)
		}
		var sum int64
		for _, w := range weights {
			sum += w
		}
		for i, w := range weights {
			exact := new(big.Rat).SetFrac(new(big.Int).Mul(big.NewInt(int64(total)), big.NewInt(w)), big.NewInt(sum))
			off := new(big.Rat).Sub(new(big.Rat).SetInt64(int64(shares[i])), exact)
			if off.Abs(off).Cmp(big.NewRat(1, 1)) >= 0 {
				t.Fatalf("line %d of weight %d got %d", i+1, w, shares[i])
			}
		}
	})
}
