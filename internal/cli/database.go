package cli

import (
	"context"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"

	"songnuan/internal/app"
	"songnuan/internal/personal"
	"songnuan/internal/problem"
	"songnuan/internal/sqldb"
	"songnuan/internal/store"
)

// databaseFlags stand on every command that touches a database.
type databaseFlags struct {
	Data string `placeholder:"DIR" env:"SONGNUAN_DATA"`
	DB   string `name:"db" placeholder:"URL" env:"SONGNUAN_DB"`
	Key  string `placeholder:"FILE" env:"SONGNUAN_KEY"`
}

// databaseName is the file in the data folder.
const databaseName = "songnuan.db"

// with opens the database for a command that reads.
func (f *databaseFlags) with(ctx context.Context, s *session, do func(*app.Desk) error) error {
	return f.open(ctx, s, func(desk *app.Desk) error {
		if err := desk.CheckKey(ctx); err != nil {
			return err
		}
		if err := desk.LoadOffice(ctx); err != nil {
			return err
		}
		s.calendar = desk.Calendar()
		return do(desk)
	})
}

// writing is with for a command that writes: the audit chains that have grown
// are sealed, also when the command fails or was stopped half-way.
func (f *databaseFlags) writing(ctx context.Context, s *session, do func(*app.Desk) error) error {
	return f.with(ctx, s, func(desk *app.Desk) error {
		return errors.Join(do(desk), desk.SealRecords(context.WithoutCancel(ctx)))
	})
}

// open opens the database with its key and sits the actor down.
func (f *databaseFlags) open(ctx context.Context, s *session, do func(*app.Desk) error) error {
	url, err := f.url()
	if err != nil {
		return err
	}
	path, err := f.keyPath()
	if err != nil {
		return err
	}
	key, err := personal.LoadKey(path, f.Data)
	if err != nil {
		return err
	}
	return s.desk(ctx, sqldb.Config{URL: url}, key, do)
}

// desk opens a database under a key.
func (s *session) desk(ctx context.Context, config sqldb.Config, key personal.Key, do func(*app.Desk) error) (err error) {
	sealer, err := personal.NewSealer(key, personal.AES)
	if err != nil {
		return err
	}
	db, err := sqldb.Open(ctx, config)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, db.Close()) }()
	program := app.New(app.Config{Store: store.New(db, sealer), Clock: s.env.Clock, IDs: s.env.IDs, Holidays: s.holidays})
	return do(program.As(s.actor))
}

// url is the address of the database that the flags name. A file must be there:
// only migrate makes one.
func (f *databaseFlags) url() (string, error) {
	switch {
	case f.Data != "" && f.DB != "":
		return "", problem.New(usage, "cli.two_databases")
	case f.DB != "":
		return f.DB, nil
	case f.Data == "":
		if folder, err := dataFolder(); err != nil || !exists(filepath.Join(folder, databaseName)) {
			return "", problem.New(usage, "cli.no_database")
		} else {
			f.Data = folder
		}
	}
	path := filepath.Join(f.Data, databaseName)
	if _, err := os.Stat(path); errors.Is(err, fs.ErrNotExist) {
		return "", problem.Wrap(err, problem.NotFound, "cli.not_migrated", "folder", f.Data)
	}
	return "sqlite:" + path, nil
}

// chooseFolder settles on the account's own data folder where the flags name no
// database.
func (f *databaseFlags) chooseFolder() (err error) {
	if f.Data == "" && f.DB == "" {
		f.Data, err = dataFolder()
	}
	return err
}

// dataFolder is where the data of this account lies unless it is said
// otherwise: in the folder for data on Linux and its kin, elsewhere below the
// one for configuration, and never in that of the key.
func dataFolder() (string, error) {
	if folder := os.Getenv("XDG_DATA_HOME"); folder != "" && filepath.IsAbs(folder) {
		return filepath.Join(folder, "songnuan"), nil
	}
	if home, err := os.UserHomeDir(); err == nil && runtime.GOOS != "windows" && runtime.GOOS != "darwin" {
		return filepath.Join(home, ".local", "share", "songnuan"), nil
	}
	folder, err := os.UserConfigDir()
	if err != nil {
		return "", problem.Wrap(err, problem.Invalid, "cli.no_config_folder")
	}
	return filepath.Join(folder, "songnuan", "data"), nil
}

// keyPath is where the field key lies: as said, or in the account's
// configuration, apart from any data.
func (f *databaseFlags) keyPath() (string, error) {
	if f.Key != "" {
		return f.Key, nil
	}
	folder, err := os.UserConfigDir()
	if err != nil {
		return "", problem.Wrap(err, problem.Invalid, "cli.no_config_folder")
	}
	return filepath.Join(folder, "songnuan", "field.key"), nil
}

// throwAway gives a desk over a database of this run alone, with tables and the
// sample places.
func (s *session) throwAway(ctx context.Context, do func(*app.Desk) error) error {
	return s.throwAwayUnder(ctx, func(desk *app.Desk) error {
		if _, err := desk.Migrate(ctx); err != nil {
			return err
		}
		if _, err := desk.LoadSamples(ctx); err != nil {
			return err
		}
		return do(desk)
	})
}

// throwAwayUnder gives a desk over an empty database of this run alone: its file
// goes when the run ends, and its key is never written.
func (s *session) throwAwayUnder(ctx context.Context, do func(*app.Desk) error) error {
	folder, err := os.MkdirTemp("", "songnuan-run-*")
	if err != nil {
		return problem.Wrap(err, problem.Internal, "sqldb.no_temporary_file")
	}
	defer os.RemoveAll(folder)
	config := sqldb.Config{URL: "sqlite:" + filepath.Join(folder, databaseName), Throwaway: true}
	return s.desk(ctx, config, personal.NewKey(), do)
}
