package app

import (
	"bytes"
	"crypto/sha256"
	"fmt"
	"maps"
	"slices"
	"sync"

	"songnuan/internal/plan"
)

// planCache remembers plans that were read and checked: most pages of a campaign
// ask for the same few, and reading one costs some milliseconds. What it gives
// is shared: nobody changes a plan once it is read.
type planCache struct {
	mu    sync.Mutex
	plans map[[sha256.Size]byte]checkedPlan
}

type checkedPlan struct {
	plan     *plan.Plan
	findings []plan.Finding
}

// The most plans that are kept, and the longest text of one: some megabytes in
// all.
const (
	plansCached     = 64
	planCachedBytes = 64 << 10
)

// check is plan.Check. A plan that extends another is read each time: what it
// extends may have changed.
func (c *planCache) check(text []byte, o plan.ReadOptions) (*plan.Plan, []plan.Finding, error) {
	if len(text) > planCachedBytes || bytes.Contains(text, []byte("extends")) {
		return plan.Check(text, o)
	}
	key := cacheKey(text, o)
	c.mu.Lock()
	found, ok := c.plans[key]
	c.mu.Unlock()
	if ok {
		return found.plan, slices.Clone(found.findings), nil
	}
	p, findings, err := plan.Check(text, o)
	if err != nil {
		return p, findings, err
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.plans == nil || len(c.plans) >= plansCached {
		c.plans = map[[sha256.Size]byte]checkedPlan{}
	}
	c.plans[key] = checkedPlan{p, slices.Clone(findings)}
	return p, findings, nil
}

// cacheKey is of all that a check depends on. A calendar is never changed, only
// replaced.
func cacheKey(text []byte, o plan.ReadOptions) [sha256.Size]byte {
	var b bytes.Buffer
	fmt.Fprintf(&b, "%q %s %p %v", o.Name, o.Today, o.Calendar, o.Procedures)
	for _, param := range slices.Sorted(maps.Keys(o.Params)) {
		fmt.Fprintf(&b, " %q=%q", param, o.Params[param])
	}
	b.WriteByte(0)
	b.Write(text)
	return sha256.Sum256(b.Bytes())
}
