package assign

// heap gives what was pushed, the least distance first. It has four children a
// node: fewer levels than two, and they lie side by side in memory.
type heap struct{ all []reached }

type reached struct {
	d int64
	n int32
}

func (h *heap) clear() { h.all = h.all[:0] }

func (h *heap) push(n int32, d int64) {
	h.all = append(h.all, reached{})
	all, k := h.all, len(h.all)-1
	for k > 0 {
		up := (k - 1) / 4
		if all[up].d <= d {
			break
		}
		all[k] = all[up]
		k = up
	}
	all[k] = reached{d, n}
}

func (h *heap) pop() (int32, int64) {
	top, last := h.all[0], h.all[len(h.all)-1]
	h.all = h.all[:len(h.all)-1]
	all, k := h.all, 0
	for len(all) > 0 {
		child := 4*k + 1
		if child >= len(all) {
			break
		}
		for c := child + 1; c < min(4*k+5, len(all)); c++ {
			if all[c].d < all[child].d {
				child = c
			}
		}
		if all[child].d >= last.d {
			break
		}
		all[k] = all[child]
		k = child
	}
	if len(all) > 0 {
		all[k] = last
	}
	return top.n, top.d
}
