package store

import "maps"

// What the office keeps about itself is public among those who work in it.
func init() {
	maps.Copy(unscoped, map[string]string{
		"HolidayYears": "public", "Spellings": "public", "OfficeStamp": "a count and an instant",
		"SaveHolidays": "write", "DropHolidays": "write", "AddSpelling": "write", "DropSpelling": "write",
	})
}
