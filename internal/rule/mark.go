package rule

// InCategory is the rule that a household, or a person, has a category: how the
// entries of a list from above are marked in the registry.
func InCategory(unit Unit, category string) (*Rule, error) {
	owner := "household"
	if unit == UnitPerson {
		owner = "person"
	}
	return Compile(celText(category)+" in "+owner+".categories", unit)
}

// celText writes a text as CEL reads it.
func celText(text string) string {
	quoted := []byte{'\''}
	for i := range len(text) {
		if c := text[i]; c == '\'' || c == '\\' {
			quoted = append(quoted, '\\')
		}
		quoted = append(quoted, text[i])
	}
	return string(append(quoted, '\''))
}
