package rule

import (
	"errors"
	"reflect"

	"cel.dev/cel-go/cel"
	"cel.dev/cel-go/common/types"
	"cel.dev/cel-go/common/types/ref"
	"cel.dev/cel-go/interpreter"
)

// The four structs of the vocabulary as CEL knows them.
var structTypes = map[string]*types.Type{
	"household": types.NewObjectType("Household"),
	"person":    types.NewObjectType("Person"),
	"area":      types.NewObjectType("Area"),
	"campaign":  types.NewObjectType("Campaign"),
}

// provider tells CEL the fields of the structs. The registry below it knows
// the basic types only.
type provider struct {
	*types.Registry
	fields map[string]map[string]*types.FieldType // by type name, field
}

func newProvider() *provider {
	p := &provider{types.NewEmptyRegistry(), map[string]map[string]*types.FieldType{}}
	for i := range vocabulary {
		f := &vocabulary[i]
		name := structTypes[f.Owner].TypeName()
		if p.fields[name] == nil {
			p.fields[name] = map[string]*types.FieldType{}
		}
		p.fields[name][f.Name] = fieldType(f)
	}
	return p
}

// fieldType reads one field. A value that is not known becomes a CEL unknown,
// which && and || absorb as Kleene's logic has it and which everything else
// passes on, like NULL in SQL.
func fieldType(f *Field) *types.FieldType {
	return &types.FieldType{
		Type:  celType(f.Type),
		IsSet: func(target any) bool { return f.get(target) != nil },
		GetFrom: func(target any) (any, error) {
			if v := f.get(target); v != nil {
				return v, nil
			}
			return unknown(f.Path()), nil
		},
	}
}

func unknown(path string) *types.Unknown {
	return types.NewUnknown(0, types.NewAttributeTrail(path))
}

func celType(t Type) *types.Type {
	switch t {
	case TypeInt:
		return types.IntType
	case TypeBool:
		return types.BoolType
	case TypeNames:
		return types.NewListType(types.StringType)
	case TypePersons:
		return types.NewListType(structTypes["person"])
	case TypeMap:
		return types.NewMapType(types.StringType, types.StringType)
	default:
		return types.StringType
	}
}

func (p *provider) FindStructType(name string) (*types.Type, bool) {
	if _, ok := p.fields[name]; ok {
		return types.NewTypeTypeWithParam(types.NewObjectType(name)), true
	}
	return nil, false
}

func (p *provider) FindStructFieldNames(name string) ([]string, bool) {
	fields, ok := p.fields[name]
	names := make([]string, 0, len(fields))
	for field := range fields {
		names = append(names, field)
	}
	return names, ok
}

func (p *provider) FindStructFieldType(name, field string) (*types.FieldType, bool) {
	f, ok := p.fields[name][field]
	return f, ok
}

// object is a Go struct as a CEL value.
type object struct {
	of    any
	typed *types.Type
}

var errConversion = errors.New("a record does not convert")

func (o *object) ConvertToNative(reflect.Type) (any, error) { return nil, errConversion }
func (o *object) ConvertToType(ref.Type) ref.Val            { return types.WrapErr(errConversion) }
func (o *object) Equal(other ref.Val) ref.Val               { return types.Bool(o == other) }
func (o *object) Type() ref.Type                            { return o.typed }
func (o *object) Value() any                                { return o.of }

func names(list []string) ref.Val { return types.NewStringList(types.DefaultTypeAdapter, list) }

func textMap(m map[string]string) ref.Val {
	return types.NewStringStringMap(types.DefaultTypeAdapter, m)
}

func persons(list []Person) ref.Val {
	all := make([]object, len(list))
	values := make([]ref.Val, len(list))
	for i := range list {
		all[i] = object{&list[i], structTypes["person"]}
		values[i] = &all[i]
	}
	return types.NewRefValList(types.DefaultTypeAdapter, values)
}

// activation hands the facts to CEL without a map.
type activation struct{ household, person, area, campaign object }

func newActivation(f *Facts) *activation {
	return &activation{
		household: object{&f.Household, structTypes["household"]},
		person:    object{f.Person, structTypes["person"]},
		area:      object{&f.Area, structTypes["area"]},
		campaign:  object{&f.Campaign, structTypes["campaign"]},
	}
}

func (a *activation) ResolveName(name string) (any, bool) {
	switch name {
	case "household":
		return &a.household, true
	case "person":
		return &a.person, true
	case "area":
		return &a.area, true
	case "campaign":
		return &a.campaign, true
	}
	return nil, false
}

func (a *activation) Parent() interpreter.Activation { return nil }

var _ cel.Activation = (*activation)(nil)
