package store

const list = `SELECT id FROM helper
	ORDER BY id LIMIT 50 OFFSET 100`

const message = "Nothing here is SQL, not even an OFFSET."
