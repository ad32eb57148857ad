package problem

import (
	"errors"
	"fmt"
	"testing"
)

func TestForeignErrorsAreInternalAndKeepTheirTextInside(t *testing.T) {
	foreign := errors.New("dial tcp: secret host")
	e := As(fmt.Errorf("loading: %w", foreign))
	if e.Code != Internal || e.Key != "problem.internal" || len(e.Args) != 0 {
		t.Errorf("As(foreign) = %+v", e)
	}
	if !errors.Is(e, foreign) {
		t.Error("the cause is lost")
	}
}

func TestCodeSurvivesWrapping(t *testing.T) {
	err := error(New(Conflict, "household.changed", "number", "0012"))
	Doing(&err, "saving household %s", "0012")
	if !Is(err, Conflict) {
		t.Errorf("CodeOf = %q", CodeOf(err))
	}
	if got := As(err).Args["number"]; got != "0012" {
		t.Errorf("argument number = %v", got)
	}
}

func TestOddPairsShow(t *testing.T) {
	if _, ok := New(Invalid, "x", "alone").Args["!"]; !ok {
		t.Error("an odd argument list went unseen")
	}
}
