package casework

import "testing"

func TestReceiptFindsASlip(t *testing.T) {
	today := date(t, "2026-11-23")
	number := Receipt(ReceiptPrefix("441900129001", today), 17)
	if number[:len(number)-1] != "26-129-0017-" || !ReceiptSound(number) {
		t.Fatalf("the number is %s", number)
	}
	for i := range number {
		if number[i] == '-' {
			continue
		}
		for digit := byte('0'); digit <= '9'; digit++ {
			if slip := number[:i] + string(digit) + number[i+1:]; slip != number && ReceiptSound(slip) {
				t.Errorf("%s passes for %s", slip, number)
			}
		}
	}
	for _, none := range []string{"", "-", "26-129-0017", "GB00000001", "26-129-0017-x"} {
		if ReceiptSound(none) {
			t.Errorf("%q passes", none)
		}
	}
	if got := ReceiptPrefix("", today); got != "26-000" {
		t.Errorf("without a town it begins with %s", got)
	}
}
