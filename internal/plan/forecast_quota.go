package plan

import "math/big"

// count is a number of a class, a site, a role, of helpers or units: from
// outside when given, else from the plan; quotas are applied to what is not a
// roster yet. A clause's own number goes before that of the class as a whole.
func (r *reckoner) count(key CountKey) Figure {
	f := r.raw(key)
	class := r.classes[key.ID]
	if class == nil || f.Origin == FromRoster || key.Tier > 0 || key.Of == Sites || key.Of == Holders {
		return f
	}
	for _, quota := range r.quotas[key.ID] {
		f = r.limited(f, key.Of, class, quota)
	}
	return f
}

// raw is a number before quotas.
func (r *reckoner) raw(key CountKey) Figure {
	if f := r.given[key]; f.Known() {
		return f
	}
	whole := CountKey{Of: key.Of, ID: key.ID}
	if f := r.given[whole]; f.Known() && key.Tier == 0 {
		return f
	}
	if key.Tier > 0 {
		return r.stated[CountKey{Clause: key.Clause, Tier: key.Tier}]
	}
	return r.stated[whole]
}

// limited applies one quota. What is not counted in the class's own entries
// (its persons, its children) shrinks in proportion.
func (r *reckoner) limited(f Figure, of What, class *Class, quota *Quota) Figure {
	entries := r.raw(CountKey{Of: class.entries(), ID: class.ID})
	places := r.places(quota, entries)
	switch {
	case !places.Known():
		return f
	case of != class.entries():
		return proportional(f, entries, entries.atMost(places))
	case !f.Known():
		places.Origin = FromQuota
		return places
	}
	return f.atMost(places)
}

// places is how many the quota lets in; missing when it sets no limit.
func (r *reckoner) places(quota *Quota, entries Figure) Figure {
	if len(quota.Table) > 0 {
		sum := exactly(0, FromStated)
		for _, n := range quota.Table {
			var err error
			if sum, err = sum.plus(exactly(n, FromStated)); err != nil {
				return Figure{}
			}
		}
		return sum
	}
	if share := quota.Count.Percent; share != nil {
		return shareOf(entries, *share)
	}
	each := quota.Count.stated(FromStated)
	if quota.Per == "" || quota.Per == "total" || !each.Known() {
		return each
	}
	groups := r.groups(quota.Per)
	if !groups.Known() {
		r.miss(&quota.Clause, "quotas."+quota.ID, Sites, quota.Per)
	}
	all, err := each.times(groups)
	if err != nil {
		r.fail(&quota.Clause, "quotas."+quota.ID)
	}
	return all
}

// groups is how many sites, units or areas a quota counts by.
func (r *reckoner) groups(per string) Figure {
	if per == string(PerUnit) {
		return r.raw(CountKey{Of: Units})
	}
	if r.sites[per] != nil {
		return r.raw(CountKey{Of: Sites, ID: per})
	}
	for i := range r.p.Sites {
		if site := &r.p.Sites[i]; site.Level == per {
			return r.raw(CountKey{Of: Sites, ID: site.ID})
		}
	}
	return Figure{}
}

// shareOf is so many hundredths of a percent of the entries, rounded down:
// a share never takes one too many.
func shareOf(f Figure, hundredths int64) Figure {
	if !f.Known() || hundredths < 0 {
		return Figure{}
	}
	part := func(n int64) int64 { return scaled(n, hundredths, 10000) }
	f.N, f.Min, f.Max = part(f.N), part(f.Min), part(f.Max)
	return f
}

// proportional shrinks f as its whole shrank, rounded up to be prudent.
func proportional(f, whole, cut Figure) Figure {
	if !f.Known() || !whole.Known() || whole.N == 0 || cut.N >= whole.N {
		return f
	}
	part := func(n int64) int64 { return n - scaled(n, whole.N-cut.N, whole.N) }
	return Figure{N: part(f.N), Min: part(f.Min), Max: part(f.Max), Open: f.Open, About: true, Origin: FromQuota}
}

// scaled is n × num / den rounded down; num ≤ den, or the result is cut at limit.
func scaled(n, num, den int64) int64 {
	product := new(big.Int).Mul(big.NewInt(n), big.NewInt(num))
	product.Div(product, big.NewInt(den))
	if !product.IsInt64() || product.Int64() > limit {
		return limit
	}
	return product.Int64()
}

// rated is the number a rate is paid for.
func (r *reckoner) rated(c *Clause, ref string, per Per, key CountKey) Figure {
	var f Figure
	switch per {
	case PerOnce:
		f = exactly(1, FromClause)
	case PerSite:
		if key.Of != Sites {
			key = CountKey{Of: Sites, ID: r.onlySite()}
		}
		f = r.siteCount(key.ID)
	case PerUnit:
		key = CountKey{Of: Units}
		f = r.raw(key)
	case PerHelper:
		key = CountKey{Of: Helpers}
		f = r.raw(key)
	default:
		f = r.count(key)
	}
	if !f.Known() {
		r.miss(c, ref, key.Of, key.ID)
	}
	return f
}

// onlySite is the single kind of site of the plan, "" for none or several.
func (r *reckoner) onlySite() string {
	if len(r.p.Sites) == 1 {
		return r.p.Sites[0].ID
	}
	return ""
}

// siteCount is the number of sites of a kind, of all kinds for "".
func (r *reckoner) siteCount(id string) Figure {
	if id != "" {
		return r.raw(CountKey{Of: Sites, ID: id})
	}
	var sum Figure
	for i := range r.p.Sites {
		n := r.raw(CountKey{Of: Sites, ID: r.p.Sites[i].ID})
		if i == 0 {
			sum = n
			continue
		}
		var err error
		if sum, err = sum.plus(n); err != nil {
			return Figure{}
		}
	}
	return sum
}
