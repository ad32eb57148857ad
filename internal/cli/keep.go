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
)

type migrateCommand struct{ databaseFlags }

// do makes the data folder, the database and, for a new database, the key.
func (c *migrateCommand) do(ctx context.Context, s *session) error {
	path, err := c.keyPath()
	if err != nil {
		return err
	}
	config, fresh, err := c.prepare()
	if err != nil {
		return err
	}
	key, made, err := c.keyFor(path, fresh)
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
	result := map[string]any{"created": created, "key": path, "key_created": made}
	return s.show(result, func() {
		if made {
			s.say("cli.key_made", "path", path)
		}
		if created {
			s.say("cli.database_made")
			return
		}
		s.say("cli.migrated")
	})
}

// prepare makes the data folder, closed to others. fresh: no database is there
// whose key could be missing.
func (c *migrateCommand) prepare() (config sqldb.Config, fresh bool, err error) {
	if c.Data == "" || c.DB != "" {
		url, err := c.url()
		return sqldb.Config{URL: url}, true, err
	}
	if err := os.MkdirAll(c.Data, 0o700); err != nil {
		return config, false, problem.Wrap(err, problem.Invalid, "app.no_folder", "folder", c.Data)
	}
	path := filepath.Join(c.Data, databaseName)
	_, err = os.Stat(path)
	return sqldb.Config{URL: "sqlite:" + path}, errors.Is(err, fs.ErrNotExist), nil
}

// keyFor gives the key, a new one where there is none yet. A database that is
// there already was made with a key: a new one would not open it.
func (c *migrateCommand) keyFor(path string, fresh bool) (key personal.Key, made bool, err error) {
	key, err = personal.LoadKey(path, c.Data)
	if !problem.Is(err, problem.NotFound) || !fresh {
		return key, false, err
	}
	key, err = newKey(path, c.Data)
	return key, true, err
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
		result := map[string]any{"records": v.Records, "households": v.Households, "outcomes": v.Steps, "certificates": v.Certificates, "attachments": v.Files,
			"whole": len(broken) == 0, "broken": broken}
		return s.show(result, func() {
			for _, one := range broken {
				s.complain(s.text("cli.error", "message", one.Message))
			}
			if len(broken) == 0 {
				s.say("cli.verified", "count", v.Records)
				s.say("cli.verified_households", "count", v.Households)
				s.say("cli.verified_outcomes", "steps", v.Steps, "certificates", v.Certificates, "files", v.Files)
			}
		})
	})
}
