package app_test

import (
	"strconv"
	"strings"

	"songnuan/internal/app"
	"songnuan/internal/id"
	"songnuan/internal/identity"
	"songnuan/internal/locale"
	"songnuan/profiles"
)

// walkProfile is a sound profile of the town under another name.
func walkProfile(name string) []byte {
	text, err := profiles.Open("gaobu-filing")
	if err != nil {
		panic(err) // embedded
	}
	return []byte(strings.Replace(string(text), "profile: gaobu-filing", "profile: "+name, 1))
}

// townProfile is a profile that the town keeps, in its latest version.
func (w *walk) townProfile() (of id.ID, version int64) {
	town := w.door.As(identity.Actor{Name: "镇", Role: identity.TownReviewer, Scope: standpoints[1].scope})
	page, err := town.Profiles(w.t.Context(), "", 500)
	if err != nil {
		w.t.Fatal(err)
	}
	for _, line := range page.Own {
		if line.Name == "walked" {
			return id.ID(line.Ref), line.Version
		}
	}
	v, err := town.SaveProfile(w.t.Context(), app.ProfileOrder{Text: walkProfile("walked")})
	if err != nil {
		w.t.Fatal(err)
	}
	return id.ID(v.Ref), v.Version
}

// profileCases are the use cases over the library of procedure profiles.
var profileCases = map[string]useCase{
	"Profiles": {identity.ProfileSee, func(w *walk) (seen int64, err error) {
		of, _ := w.townProfile()
		after := ""
		for {
			page, err := w.desk.Profiles(w.t.Context(), after, 20)
			if err != nil {
				return seen, err
			}
			w.tell(page)
			for _, line := range page.Own {
				if line.Ref == string(of) {
					seen++
				}
			}
			if after = page.Next; after == "" {
				return seen, nil
			}
		}
	}, who(meetsTown, 1), false},
	"ProfileOf": {identity.ProfileSee, func(w *walk) (int64, error) {
		of, _ := w.townProfile()
		v, err := w.desk.ProfileOf(w.t.Context(), string(of), 1)
		if err == nil {
			w.tell(v.ProfileLine, v.Findings)
		}
		return done(err)
	}, who(meetsTown, 1), false},
	"ProfileVersions": {identity.ProfileSee, func(w *walk) (int64, error) {
		of, _ := w.townProfile()
		all, err := w.desk.ProfileVersions(w.t.Context(), string(of), 2, 9)
		w.tell(all)
		return int64(len(all)), err
	}, who(meetsTown, 1), false},
	"CompareProfiles": {identity.ProfileSee, func(w *walk) (int64, error) {
		of, _ := w.townProfile()
		c, err := w.desk.CompareProfiles(w.t.Context(), app.ProfileSide{Ref: "dibao"}, app.ProfileSide{Ref: string(of), Version: 1}, locale.Chinese)
		if err == nil {
			w.tell(c.Changes)
		}
		return done(err)
	}, who(meetsTown, 1), false},
	"CheckProfile": {identity.ProfileSee, func(w *walk) (int64, error) {
		_, found, err := w.desk.CheckProfile(walkProfile("walk"))
		w.tell(found)
		return done(err)
	}, func(*standpoint) int64 { return 1 }, false},
	"SaveProfile": {identity.ProfileKeep, func(w *walk) (int64, error) {
		of, version := w.townProfile()
		text := string(walkProfile("walked")) + "# " + strconv.Itoa(w.next()) + "\n"
		_, err := w.desk.SaveProfile(w.t.Context(), app.ProfileOrder{Profile: of, Seen: version, Text: []byte(text)})
		return done(err)
	}, who(runs, 1), false},
	"CopyProfile": {identity.ProfileKeep, func(w *walk) (int64, error) {
		_, err := w.desk.CopyProfile(w.t.Context(), "dibao", 0)
		return done(err)
	}, who(hasPlace, 1), false},
}
