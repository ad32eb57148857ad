package webtest

import (
	"os"
	"testing"
)

func TestMain(m *testing.M) {
	code := m.Run()
	Stop()
	os.Exit(code)
}

// TestSignIn: every role gets in by the page that people use, in the present
// browser and in an old one, and out again.
func TestSignIn(t *testing.T) {
	o := Demo(t)
	for name, k := range map[string]Kind{"present": Present, "old": Old} {
		t.Run(name, func(t *testing.T) {
			o := o.of(t)
			tab := o.Browse(k)
			tab.Go("/").See("登录").See("演示数据")
			tab.Fill("input[name=account]", "zhen").Fill("input[name=password]", "wrong password").Follow("main form button[type=submit]")
			tab.See("账号或密码不对")
			tab.SignIn("zhen").See("梁演示").See("镇审核")
			if tab.Overflows() > 0 {
				t.Error("the workbench is wider than the window")
			}
			tab.Press("退出").See("登录")
			if status := tab.Status("/me/password"); status != 401 {
				t.Errorf("after signing out: %d", status)
			}
		})
	}
}
