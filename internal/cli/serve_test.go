package cli_test

import (
	"bytes"
	"encoding/json"
	"io"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"

	"songnuan/internal/sqldb/dbtest"
)

// served is the program serving as a process of its own.
type served struct {
	t     *testing.T
	cmd   *exec.Cmd
	log   bytes.Buffer
	hello struct {
		Address    string
		FirstLink  string `json:"first_link"`
		Data       string
		KeyCreated bool `json:"key_created"`
		Logins     []struct{ Account, Password, Role, Place string }
	}
}

// start starts the program and waits until it says where it is.
func start(t *testing.T, env []string, args ...string) *served {
	t.Helper()
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	s := &served{t: t, cmd: exec.Command(self, append(args, "--json")...)} //nolint:gosec // the test binary itself
	s.cmd.Env, s.cmd.Stderr = append(os.Environ(), append(env, beProgram+"=1")...), &s.log
	out, err := s.cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := s.cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = s.cmd.Process.Kill() }) // where the test failed before its end
	if err := json.NewDecoder(out).Decode(&s.hello); err != nil || s.hello.Address == "" {
		_ = s.cmd.Wait()
		t.Fatalf("no greeting: %v\n%s", err, s.log.String())
	}
	return s
}

// end asks the program to end, as a service manager does, and gives its log.
func (s *served) end() string {
	s.t.Helper()
	if err := s.cmd.Process.Signal(syscall.SIGTERM); err != nil {
		s.t.Fatal(err)
	}
	if err := s.cmd.Wait(); err != nil {
		s.t.Fatalf("%v\n%s", err, s.log.String())
	}
	return s.log.String()
}

func (s *served) get(path string) (int, string) {
	s.t.Helper()
	response, err := http.Get(s.hello.Address + path)
	if err != nil {
		s.t.Fatal(err)
	}
	defer response.Body.Close()
	body, err := io.ReadAll(response.Body)
	if err != nil {
		s.t.Fatal(err)
	}
	return response.StatusCode, string(body)
}

// TestServe: the program makes all that is not there, serves, ends when asked
// to, leaves a record that is whole, and goes on from it.
func TestServe(t *testing.T) {
	for name, where := range map[string]func(*testing.T) string{
		"sqlite":     func(t *testing.T) string { return "SONGNUAN_DATA=" + filepath.Join(t.TempDir(), "new", "data") },
		"postgresql": func(t *testing.T) string { return "SONGNUAN_DB=" + dbtest.NewPostgreSQL(t) },
	} {
		t.Run(name, func(t *testing.T) {
			env := []string{where(t), "SONGNUAN_KEY=" + filepath.Join(t.TempDir(), "field.key")}
			s := start(t, env, "serve", "--addr", "127.0.0.1:0")
			if !s.hello.KeyCreated || !strings.HasPrefix(s.hello.FirstLink, s.hello.Address+"/first/") {
				t.Errorf("greeting %+v", s.hello)
			}
			if code, body := s.get("/healthz"); code != http.StatusOK || !strings.Contains(body, `"database":"ok"`) {
				t.Errorf("health %d %s", code, body)
			}
			if code, body := s.get("/api/v1/me"); code != http.StatusUnauthorized || !strings.Contains(body, `"code":"api.no_token"`) || !strings.Contains(body, "urn:songnuan:request:") {
				t.Errorf("the interface answers %d: %s", code, body)
			}
			if text := s.end(); !strings.Contains(text, `route="GET /healthz"`) {
				t.Errorf("log: %s", text)
			}
			p := &place{t: t, env: append(os.Environ(), append(env, beProgram+"=1")...)}
			p.must("verify")
			again := start(t, env, "serve", "--addr", "127.0.0.1:0", "--metrics-addr", free(t))
			if again.hello.KeyCreated || again.hello.FirstLink == s.hello.FirstLink {
				t.Errorf("greeting again %+v", again.hello)
			}
			again.end()
		})
	}
}

// free is an address that nothing listens on.
func free(t *testing.T) string {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	return l.Addr().String()
}

// TestServeMakesNoKeyForAnOldDatabase: what is sealed under a key that is gone
// stays so; a new key would hide it.
func TestServeMakesNoKeyForAnOldDatabase(t *testing.T) {
	eachEngine(t, func(t *testing.T, p *place) {
		lost := filepath.Join(t.TempDir(), "lost.key")
		cmd, out := p.command("serve", "--addr", "127.0.0.1:0", "--key", lost)
		if err := cmd.Run(); err == nil || cmd.ProcessState.ExitCode() != 3 {
			t.Errorf("served: %v\n%s", err, out)
		}
		if _, err := os.Stat(lost); err == nil {
			t.Error("a key was made")
		}
	})
}

// TestDemo: a made-up office can be looked at by every role, is kept where a
// folder is named, and is never laid beside real data.
func TestDemo(t *testing.T) {
	data, key := filepath.Join(t.TempDir(), "data"), filepath.Join(t.TempDir(), "field.key")
	env := []string{"SONGNUAN_KEY=" + key}
	s := start(t, env, "demo", "--data", data, "--addr", "127.0.0.1:0", "--today", "2027-01-26")
	if len(s.hello.Logins) != 16 || s.hello.FirstLink != "" {
		t.Errorf("greeting %+v", s.hello)
	}
	if code, body := s.get("/sign-in"); code != http.StatusOK || !strings.Contains(body, "演示数据") {
		t.Errorf("sign-in %d %s", code, body)
	}
	s.end()
	again := start(t, env, "demo", "--data", data, "--addr", "127.0.0.1:0")
	again.end()
	p := &place{t: t, env: append(os.Environ(), append(env, beProgram+"=1")...)}
	p.must("verify", "--data", data)
	real := filepath.Join(t.TempDir(), "real")
	p.must("migrate", "--data", real)
	cmd, out := p.command("demo", "--data", real, "--no-serve")
	if err := cmd.Run(); err == nil || cmd.ProcessState.ExitCode() != 4 {
		t.Errorf("laid beside real data: %v\n%s", err, out)
	}
}

// TestTrial: the first run looks at a made-up office, ends it, and finds the
// real one empty.
func TestTrial(t *testing.T) {
	env := []string{"SONGNUAN_DATA=" + filepath.Join(t.TempDir(), "data"), "SONGNUAN_KEY=" + filepath.Join(t.TempDir(), "field.key")}
	s := start(t, env, "serve", "--addr", "127.0.0.1:0")
	first := strings.TrimPrefix(s.hello.FirstLink, s.hello.Address)
	if code, body := s.post(first + "/demo"); code != http.StatusOK || !strings.Contains(body, "换个身份看看") {
		t.Fatalf("beginning: %d %s", code, body)
	}
	if _, body := s.get("/sign-in"); !strings.Contains(body, "演示数据") {
		t.Error("the made-up office does not say so")
	}
	if code, body := s.post("/demo/end"); code != http.StatusOK || !strings.Contains(body, "正式使用") {
		t.Fatalf("ending: %d %s", code, body)
	}
	if _, body := s.get("/sign-in"); strings.Contains(body, "演示数据") {
		t.Error("the real office says that it is made up")
	}
	s.post(first + "/demo") // the program ends while one is shown
	s.end()
	p := &place{t: t, env: append(os.Environ(), append(env, beProgram+"=1")...)}
	if out := p.must("user", "list", "--json"); strings.Contains(string(out), "zhen") {
		t.Errorf("made-up people in the real office: %s", out)
	}
}

// post sends an empty form and follows where it leads.
func (s *served) post(path string) (int, string) {
	s.t.Helper()
	request, err := http.NewRequestWithContext(s.t.Context(), http.MethodPost, s.hello.Address+path, nil)
	if err != nil {
		s.t.Fatal(err)
	}
	request.Header.Set("Sec-Fetch-Site", "same-origin")
	response, err := http.DefaultClient.Do(request)
	if err != nil {
		s.t.Fatal(err)
	}
	defer response.Body.Close()
	body, err := io.ReadAll(response.Body)
	if err != nil {
		s.t.Fatal(err)
	}
	return response.StatusCode, string(body)
}
