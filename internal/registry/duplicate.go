package registry

// Duplicates within a registry are explained, never merged by themselves.

// SamePerson tells whether two members look like one person, and why: a
// message key. The reasons, strongest first: the same ID number; the same
// number of which one was converted from 15 digits and is still to be
// confirmed; the same name and birth where one has no number.
func SamePerson(a, b *Member) (reason string, same bool) {
	switch {
	case !a.IDNumber.IsZero() && a.IDNumber.Secret == b.IDNumber.Secret:
		if a.IDPending != b.IDPending {
			return "registry.same_converted", true
		}
		return "registry.same_number", true
	case !a.IDNumber.IsZero() && !b.IDNumber.IsZero():
		return "", false
	case a.Name != "" && a.Name == b.Name && !a.Birth.IsZero() && a.Birth == b.Birth:
		return "registry.same_name_birth", true
	}
	return "", false
}
