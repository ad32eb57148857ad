package webtest

import (
	"testing"

	"songnuan/internal/sqldb"
	"songnuan/internal/sqldb/dbtest"
)

// TestFirstRun: who opens the link that the program prints sets up the office
// and is in it.
func TestFirstRun(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, db *sqldb.DB) {
		o := Empty(t, db)
		link, err := o.Machine.FirstLink(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		tab := o.Browse(Present)
		tab.Go("/first/" + link.Clear()).See("正式使用")
		fields := [][2]string{{"office", "高埗镇社会事务办公室"}, {"area", "441900129"}, {"area_name", "高埗镇"}, {"account", "guanli"}, {"name", "管理员"}, {"password", "songnuan-demo"}, {"again", "songnuan-demoo"}}
		for _, f := range fields {
			tab.Fill("input[name="+f[0]+"]", f[1])
		}
		tab.Press("建立并登录").See("两次输入的新密码不一样")
		tab.Fill("input[name=password]", "songnuan-demo").Fill("input[name=again]", "songnuan-demo")
		tab.Press("建立并登录").See("已经建好").See("高埗镇社会事务办公室").See("系统管理员")
		tab.Press("退出").See("登录")
		tab.SignIn("guanli").See("工作台")
	})
}
