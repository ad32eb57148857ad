package assign

import "slices"

// problem is what both kinds of problem can tell of who may have whom.
type problem interface {
	size() (rows, columns int)
	may(row int, yield func(column int) bool)
	places(column int) int
	needs(row int) int
}

// stuck finds the sets that hold rows back: from each row that is left, over
// the columns it may have to the rows that have them, and on. All those columns
// are full, so the rows are more than they take; without any one row of such a
// circle the others could be served (König's cover, taken apart into what does
// not hang together).
func stuck(p problem, s *Solution) []Stuck {
	if len(s.Left) == 0 {
		return nil
	}
	rows, columns := p.size()
	c := &circles{p: p, holders: make([][]int32, columns), row: filled(rows), column: filled(columns)}
	for _, pair := range s.Pairs {
		c.holders[pair.Column] = append(c.holders[pair.Column], int32(pair.Row))
	}
	lack := map[int]int{}
	for _, i := range s.Left {
		lack[i]++
	}
	for _, i := range s.Left {
		if c.row[i] < 0 {
			c.walk(i)
		}
	}
	return c.told(lack)
}

func filled(n int) []int32 {
	all := make([]int32, n)
	fill(all, none)
	return all
}

// circles are the sets found so far; those that touch are one.
type circles struct {
	p           problem
	holders     [][]int32 // rows of a column
	row, column []int32   // the set that each is in
	one         []int32   // the set that a set is part of
}

func (c *circles) root(of int32) int32 {
	for c.one[of] != of {
		of = c.one[of]
	}
	return of
}

// walk makes the set of a row that is left.
func (c *circles) walk(from int) {
	set := int32(len(c.one))
	c.one = append(c.one, set)
	c.row[from] = set
	for queue := []int32{int32(from)}; len(queue) > 0; {
		i := queue[len(queue)-1]
		queue = queue[:len(queue)-1]
		c.p.may(int(i), func(j int) bool {
			if slices.Contains(c.holders[j], i) {
				return true // has it already, and wants another
			}
			if known := c.column[j]; known >= 0 {
				c.one[c.root(known)] = c.root(set)
				return true
			}
			c.column[j] = set
			for _, holder := range c.holders[j] {
				if known := c.row[holder]; known >= 0 {
					c.one[c.root(known)] = c.root(set)
					continue
				}
				c.row[holder] = set
				queue = append(queue, holder)
			}
			return true
		})
	}
}

// told are the sets, the largest lack of the fewest rows first.
func (c *circles) told(lack map[int]int) []Stuck {
	at := map[int32]*Stuck{}
	var all []*Stuck
	for i, set := range c.row {
		if set < 0 {
			continue
		}
		root := c.root(set)
		if at[root] == nil {
			at[root] = &Stuck{}
			all = append(all, at[root])
		}
		at[root].Rows = append(at[root].Rows, i)
		at[root].Room += c.p.needs(i)
		at[root].Lack += lack[i]
	}
	for j, set := range c.column {
		if set >= 0 {
			one := at[c.root(set)]
			one.Columns = append(one.Columns, j)
		}
	}
	told := make([]Stuck, len(all))
	for k, one := range all {
		one.Room -= one.Lack // what is served, and there is no more
		told[k] = *one
	}
	slices.SortStableFunc(told, func(a, b Stuck) int {
		if a.Lack != b.Lack {
			return b.Lack - a.Lack
		}
		return len(a.Rows) - len(b.Rows)
	})
	return told
}
