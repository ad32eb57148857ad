package stage

import (
	"os"
	"path/filepath"

	"songnuan/internal/app"
	"songnuan/internal/day"
	"songnuan/internal/demo"
	"songnuan/internal/identity"
	"songnuan/internal/problem"
)

// late are families who came after the campaign had begun, one of them on file
// twice, and a child in two households.
const late = `户号,村,姓名,与户主关系,性别,出生日期,家庭人口,家庭月人均收入,联系电话,住房情况,对象类别
XS2801,冼沙村,莫福根,户主,男,1951-03-04,2,780,15400009911,,低保对象
XS2801,冼沙村,冼秀珍,妻,女,1953-07-08,,,,,
XS2802,冼沙村,莫福根,户主,男,1951-03-04,3,650,,自有住房,低保对象
XS2802,冼沙村,冼秀真,妻,女,1953-07-08,,,,,
XS2802,冼沙村,莫晓岚,孙女,女,2012-05-06,,,,,
XS2803,冼沙村,麦桂兰,户主,女,1960-01-02,2,720,15400009913,,低保对象
XS2803,冼沙村,莫晓岚,外孙女,女,2012-05-06,,,,,
XS2804,冼沙村,黎玉兰,户主,女,1958-11-02,1,690,15400009914,,特困人员
XS2805,冼沙村,黎玉栏,户主,女,1958-11-02,1,690,15400009914,,特困人员
`

// duplicates are files that may be there twice: found by a search, none decided
// yet.
func (s *stage) duplicates() error {
	s.on(2, 14, 10)
	path := filepath.Join(s.files, "冼沙村新增（"+demo.Fictional+"）.csv")
	if err := os.WriteFile(path, []byte(late), 0o600); err != nil {
		return problem.Wrap(err, problem.Internal, "sqldb.no_temporary_file")
	}
	if _, err := s.by("zhen").ImportHouseholds(s.ctx, app.ImportOrder{Path: path, Area: gaobu, AsOf: day.At(s.moment).Date()}, func(app.Progress) {}); err != nil {
		return err
	}
	s.on(1, 9, 30)
	if _, err := s.by("zhen").Enqueue(s.ctx, app.JobOrder{Kind: identity.DuplicateFind, Args: app.DuplicateArgs{Area: gaobu}}); err != nil {
		return err
	}
	return s.workOff()
}
