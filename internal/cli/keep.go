package cli

import (
	"context"
	"errors"
	"io/fs"
	"os"
	"path/filepath"

	"songnuan/internal/app"
	"songnuan/internal/locale"
	"songnuan/internal/personal"
	"songnuan/internal/problem"
	"songnuan/internal/sqldb"
	"songnuan/internal/store"
)

type migrateCommand struct{ databaseFlags }

// do makes the data folder, the database and, for a new database, the key.
func (c *migrateCommand) do(ctx context.Context, s *session) error {
	made, config, key, err := c.prepareAll(ctx)
	if err != nil {
		return err
	}
	path, err := c.keyPath()
	if err != nil {
		return err
	}
	created := false
	err = s.desk(ctx, config, key, func(desk *app.Desk) error {
		if created, err = desk.Migrate(ctx); err != nil {
			return err
		}
		return desk.SealRecords(ctx)
	})
	if err != nil {
		return err
	}
	result := map[string]any{"created": created, "key": path, "key_created": made != ""}
	return s.show(result, func() {
		if made != "" {
			s.say("cli.key_made", "path", made)
		}
		if created {
			s.say("cli.database_made")
			return
		}
		s.say("cli.migrated")
	})
}

// prepareAll makes ready what a database is opened with: the folder and, for a
// new database, the key; made is the key's path if so.
func (f *databaseFlags) prepareAll(ctx context.Context) (made string, config sqldb.Config, key personal.Key, err error) {
	path, err := f.keyPath()
	if err != nil {
		return "", config, key, err
	}
	config, fresh, err := f.prepare(ctx)
	if err != nil {
		return "", config, key, err
	}
	key, err = personal.LoadKey(path, f.Data)
	if !problem.Is(err, problem.NotFound) || !fresh {
		return "", config, key, err // a database that is there was made with a key: a new one would not open it
	}
	key, err = newKey(path, f.Data)
	return path, config, key, err
}

// prepare makes the data folder, closed to others. fresh: no database is there
// whose key could be missing.
func (f *databaseFlags) prepare(ctx context.Context) (config sqldb.Config, fresh bool, err error) {
	if f.Data == "" || f.DB != "" {
		if config.URL, err = f.url(); err == nil {
			fresh, err = empty(ctx, config)
		}
		return config, fresh, err
	}
	if err := os.MkdirAll(f.Data, 0o700); err != nil {
		return config, false, problem.Wrap(err, problem.Invalid, "app.no_folder", "folder", f.Data)
	}
	path := filepath.Join(f.Data, databaseName)
	_, err = os.Stat(path)
	return sqldb.Config{URL: "sqlite:" + path}, errors.Is(err, fs.ErrNotExist), nil
}

// empty tells whether a database that no file shows has no tables yet.
func empty(ctx context.Context, config sqldb.Config) (fresh bool, err error) {
	db, err := sqldb.Open(ctx, config)
	if err != nil {
		return false, err
	}
	defer func() { err = errors.Join(err, db.Close()) }()
	return store.New(db, nil).NoTables(ctx)
}

func newKey(path, data string) (personal.Key, error) {
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		return personal.Key{}, problem.Wrap(err, problem.Invalid, "personal.key_cannot_write")
	}
	key := personal.NewKey()
	return key, personal.SaveKey(path, data, key)
}

type keyCommands struct {
	New keyNewCommand `cmd:""`
}

type keyNewCommand struct {
	Key string `placeholder:"FILE" env:"SONGNUAN_KEY"`
}

func (c *keyNewCommand) do(_ context.Context, s *session) error {
	path, err := (&databaseFlags{Key: c.Key}).keyPath()
	if err != nil {
		return err
	}
	folder := filepath.Dir(path)
	if _, err := os.Stat(filepath.Join(folder, databaseName)); err != nil {
		folder = "" // no data lies beside it
	}
	if _, err := newKey(path, folder); err != nil {
		return err
	}
	return s.show(map[string]any{"key": path, "key_created": true}, func() { s.say("cli.key_made", "path", path) })
}

type verifyCommand struct{ databaseFlags }

// do checks everything on record. What was changed is named line by line.
func (c *verifyCommand) do(ctx context.Context, s *session) error {
	return c.with(ctx, s, func(desk *app.Desk) error {
		v, err := desk.Verify(ctx)
		if err != nil {
			return err
		}
		broken := []errorShape{}
		for _, one := range v.Broken {
			e := problem.As(one)
			broken, s.exit = append(broken, errorShape{e.Code, e.Key, locale.Error(s.lang, one)}), exitConflict
		}
		result := map[string]any{"records": v.Records, "households": v.Households, "helpers": v.Helpers, "campaigns": v.Campaigns, "outcomes": v.Steps, "certificates": v.Certificates, "attachments": v.Files, "cases": v.Cases,
			"whole": len(broken) == 0, "broken": broken}
		return s.show(result, func() {
			for _, one := range broken {
				s.complain(s.text("cli.error", "message", one.Message))
			}
			if len(broken) == 0 {
				s.say("cli.verified", "count", v.Records)
				s.say("cli.verified_households", "count", v.Households, "helpers", v.Helpers, "campaigns", v.Campaigns)
				s.say("cli.verified_outcomes", "steps", v.Steps, "certificates", v.Certificates, "files", v.Files)
			}
		})
	})
}
