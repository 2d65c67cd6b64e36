package pages

import (
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/concord-dev/concord/specs"
)

// describe writes facts in one line, in a fixed order.
func describe(f proseFacts) string {
	var b []string
	add := func(format string, args ...any) { b = append(b, fmt.Sprintf(format, args...)) }
	if f.Enum != nil {
		add("enum %s", strings.Join(f.Enum, "|"))
	}
	if f.Extensible {
		add("open")
	}
	number := func(name string, p *float64) {
		if p != nil {
			add("%s %v", name, *p)
		}
	}
	count := func(name string, p *int) {
		if p != nil {
			add("%s %d", name, *p)
		}
	}
	number("min", f.Min)
	number("max", f.Max)
	count("minLength", f.MinLength)
	count("maxLength", f.MaxLength)
	count("minItems", f.MinItems)
	count("maxItems", f.MaxItems)
	count("index", f.IndexMax)
	if f.Default != nil {
		add("default %s", *f.Default)
	}
	if f.Deprecated {
		add("deprecated")
	}
	if f.Format != "" {
		add("format %s", f.Format)
	}
	if f.Pattern != "" {
		add("pattern %s", f.Pattern)
	}
	for _, u := range f.Unread {
		add("unread %s", u.Text)
	}
	if f.Separator != "" {
		add("separator %q", f.Separator)
	}
	if f.EnumLost {
		add("lost")
	}
	return strings.Join(b, "; ")
}

// lines makes a description: "¶" parts lines, "•" begins an item, "••" one
// inside it.
func lines(s string) []descLine {
	var out []descLine
	for i, text := range strings.Split(s, "¶") {
		d := descLine{line: i + 1, text: text}
		if strings.HasPrefix(text, "•") {
			d.bullet = true
			d.text = strings.TrimPrefix(text, "•")
			if strings.HasPrefix(d.text, "•") {
				d.level, d.text = 1, strings.TrimPrefix(d.text, "•")
			}
		}
		d.text, d.marked, _ = plain(d.text)
		out = append(out, d)
	}
	return out
}

var (
	str     = typeInfo{Type: specs.String}
	integer = typeInfo{Type: specs.Integer}
	decimal = typeInfo{Type: specs.Number}
	flag    = typeInfo{Type: specs.Boolean}
	strs    = typeInfo{Type: specs.Array, Items: specs.String}
	objects = typeInfo{Type: specs.Array, Items: specs.Object}
	mapping = typeInfo{Type: specs.Map}
	untyped = typeInfo{}
)

type proseCase struct {
	typ      typeInfo
	in, want string
}

func TestReadProse(t *testing.T) {
	for _, group := range []struct {
		name  string
		cases []proseCase
	}{
		{"enumeration in a list", []proseCase{
			{str, "Kind of the ferry. Valid values:¶•Car: takes cars.¶•Foot: passengers only.", "enum Car|Foot"},
			{str, "Kind of the ferry. Valid values:¶•car¶•foot¶•car", "enum car|foot"},
			{str, "Kind of the trip.¶•If the value is Day, the ferry sails by day.¶•If the value is Night, it sails by night.", "enum Day|Night"},
			{str, "Kind of the trip.¶•If the value is Day, the ferry sails by day.¶•Otherwise it sails by night.", ""},
			{str, "Kind of the trip. The value can be:¶•Day, by daylight.¶•Night, in the dark.¶•The default value is Day.", "enum Day|Night; default Day"},
			{str, "¶•Tells the state of the pier.¶•The value can be OPEN, SHUT, or LOST.¶••OPEN: ships may moor.", "enum OPEN|SHUT|LOST"},
			{str, "¶•功能说明：码头的状态¶•取值范围：¶••OPEN：开放¶••SHUT：关闭", "enum OPEN|SHUT"},
			{str, "¶•功能说明：名称¶•取值范围：1-64个字符", "minLength 1; maxLength 64"},
			{str, "The pier.¶•Valid values:¶••OPEN: open¶••SHUT: shut¶Only for ships.¶•Kept for a day.", "enum OPEN|SHUT"},
			{str, "¶••Names the pier.¶••The value is a string of 2 to 9 characters.", "minLength 2; maxLength 9"},
			{str, "Plan of trips. Parts:¶•**when**和**where**：取值说明如下：¶••null: never¶•**who**: the crew", ""},
			{str, "Hull. Options:¶•**STEEL**: steel¶•WOOD: wood", "enum STEEL|WOOD"},
			{str, "Hull. Enums:¶•`x86\\_64`: one¶•arm\\_64: two", "enum x86_64|arm_64"},
			{str, "Hull. Valid values:¶•Deep Sea 2003¶•Coast Liner¶•River", "enum Deep Sea 2003|Coast Liner|River"},
			{str, "Secret.¶•Must contain three of the following character types:¶••Lowercase letters¶••Uppercase letters¶••Digits", ""},
			{str, "密钥。包含以下三种字符：¶•大写字母¶•Digits", ""},
			{str, "Lamps. Valid values:¶•Id: The lamp. This must be set to a string.¶•Kind: The kind. Valid values:¶••oil: burns.¶••gas: hisses.", ""},
			{str, "Hull. The value can be one of the following:¶•L4: lower deck.¶•L7: upper deck.", "enum L4|L7"},
			{str, "Hull. The value can be as follows:¶•low¶•high", "enum low|high"},
			{str, "Actions allowed. Valid values:¶•*¶•Board¶•Leave", "enum *|Board|Leave"},
			{str, "State of the pier.¶•open: ships may moor¶•shut: ships wait", "enum open|shut"},
			{str, "Order (case sensitive)¶•**load**: takes goods.¶•**clear**: leaves them. If none are left, nothing happens.", "enum load|clear"},
			{str, "The cases:¶•load: takes goods.¶•clear: leaves them.", ""},
			{str, "Piers. The value is a JSON string in the JSON list structure.¶•**Depth**: how deep. This parameter is required and must be set to an integer. Valid values: 1 to 90.¶•**Name**: the name.", ""},
			{str, "Piers.¶•**Depth**: how deep. This parameter is required.¶•**Name**: the name.", ""},
			{str, "State of the pier.¶•open: ships moor. The parameter is required when it rains.¶•shut: ships wait", "enum open|shut"},
			{str, "Pass. Valid values:¶•crew: of the crew. This parameter is optional.¶•guest: of a guest", "enum crew|guest"},
			{str, "码头，为JSON字符串。¶•Depth：深度。¶•Name：名称。", ""},
			{str, "Piers, as a JSON array. Valid values:¶•north: one¶•south: two", "enum north|south"},
			{str, "Badge. Valid values:¶•MUST: required¶•MAY: optional", "enum MUST|MAY"},
			{str, "旗语。取值：¶•Red：红旗。¶•Any：任意旗。", "enum Red|Any"},
			{integer, "Order of the ships.¶•0 indicates the first.¶•Non-0 indicates another.", ""},
			{str, "Kind of the pier. The option is as follows:¶**floating\\_pier**: one that floats.", "enum floating_pier"},
			{str, "State. Valid values:¶•none: nothing. Take note:¶••deep: not a value¶•all: everything", "enum none|all"},
			{str, "State. Valid values:¶•Closed, including Locked and Sunk¶•Open", "enum Closed|Open"},
			{str, "Key of the filter. Valid values:¶•If you set this parameter to StartTime, later trips are found.¶•If you set this parameter to `EndTime`, earlier trips are found.", "enum StartTime|EndTime"},
			{str, "Deprecated ships. Valid values:¶•Deprecated: no longer sails.¶•Active: sails.", "enum Deprecated|Active"},
			{integer, "Phase¶•1 （成功）¶•0 （删除）¶•5（关闭）", "enum 1|0|5"},
			{str, "阶段。取值说明如下：¶•READY：就绪。¶•WAIT\\_CONFIRM：等待。", "enum READY|WAIT_CONFIRM"},
			{str, "导出格式。取值范围：¶•raw¶•vhd¶默认值：raw", "enum raw|vhd; default raw"},
			{str, "许可。取值范围：¶•Auto（默认）：由系统分配。¶•Own：自带。", "enum Auto|Own; default Auto"},
			{strs, "Decks. Enums:¶•UPPER¶•LOWER", "enum UPPER|LOWER"},
			{integer, "Deck. Options: - 0: lower - 1: upper - 100: bridge", "enum 0|1|100"},
			{str, "Order. The options are as follows: - by_time: Sort by time. (Default value) - by_name: Sort by name.", "enum by_time|by_name; default by_time"},
			{str, "Definition¶Boot of the engine.¶Range¶•cold: cold start¶•warm: warm start¶Default Value¶cold", "enum cold|warm; default cold"},
			{str, "参数解释：¶操作。¶约束限制：¶不涉及。¶取值范围：¶•start：启动。¶•stop：停止。¶默认取值：¶不涉及。", "enum start|stop"},
			{str, "Owner. The value can be:¶•**pier:lamp**: a lamp¶•**pier:***xxx*: something else¶•**boat:oar**", "enum pier:lamp|pier:xxx|boat:oar"},
			{str, "Owner. The value can be **pier:lamp**, **pier:bell**, or **boat:oar**.", "enum pier:lamp|pier:bell|boat:oar"},
			{str, "Deck. Valid values:¶•**lower**: below¶•**upper** above the water", "enum lower|upper"},
			{str, "Deck.¶•**lower** may be wet¶•**upper** is dry", ""},
			{str, "Rule. Valid values:¶•come: goes in.¶Mind the step.¶Mind the gap as well.¶•leave: goes out.¶A remark on the way out.", "enum come|leave"},
			{str, "规则。取值：¶•come：进。¶进门时，注意台阶。¶•leave：出。", "enum come|leave"},
			{str, "Version. Valid values:¶•1.2 :¶1.2¶•1.4 :¶1.4", "enum 1.2|1.4"},
			{str, "Rule. Valid values:¶•come: goes in.¶•leave: goes out.¶The meanings of the answers:¶•wet: it rains.¶•dry: it does not.", "enum come|leave"},
			{str, "Dry run. Valid values:¶•true: yes.¶•false: no.¶The result stands in the answer.¶•Fine: all is well.¶•Bad: it is not.", "enum true|false"},
			{str, "Version. Valid values: 1.0, 1.2, and 1.4.¶Note¶It must be later.¶Valid values:¶•1.4¶•2.0", "enum 1.0|1.2|1.4|2.0"},
			{str, "Way to stop. The default is **SOFT**.¶**SOFT**: gently (default)¶**HARD**: at once", "enum SOFT|HARD; default SOFT"},
			{str, "**SOFT**: gently¶**HARD**: at once", "enum SOFT|HARD"},
			{flag, "Stop.¶**true**: gently (default)¶**false**: no", "default true"},
			{str, "Way to stop.¶**Note**: take care¶**SOFT**: gently", ""},
			{str, "Signal of the pier.¶The following signals are supported:¶default¶horn¶lamp and flag¶", "enum default|horn|lamp|flag"},
			{str, "码头的信号。¶目前支持的信号包括:¶“default”:默认信号。¶“horn”:号。¶“lamp”、“flag”:灯或旗。", "enum default|horn|lamp|flag"},
			{str, "The operation.¶Valid values:¶ListFerries", "enum ListFerries"},
			{str, "要执行的操作。取值：¶ListFerries", "enum ListFerries"},
			{str, "¶•功能说明：码头¶•取值范围¶••open：开¶••shut：关", "enum open|shut"},
			{str, "Values without marks. Valid values:¶north: up¶south: down", "enum north|south"},
		}},
		{"no enumeration", []proseCase{
			{flag, "Whether it sails. Valid values:¶•true: it does.¶•false: it does not.", ""},
			{flag, "Whether it sails.¶•True¶•False", ""},
			{str, "状态码。取值说明如下：¶•2xx：成功。¶•4xx：请求错误。", ""},
			{str, "错误码。取值说明如下：¶•请求成功：不返回 Code 字段。¶•请求失败：返回 Code 字段。", ""},
			{str, "附加信息。取值说明如下：¶•请求正常，返回 success。¶•请求异常，返回错误码。", ""},
			{str, "Value of the filter. Valid values:¶•When Filter.N.Key is set to A or B, the format is fixed.¶•When Filter.N.Key is set to C, the valid values can be x or y.", ""},
			{integer, "Size. Valid values:¶•When N is set to 1, the size ranges from 5 GiB to 500 GiB.¶•When N is set to 2, the size is larger.", ""},
			{integer, "Share. 取值说明如下：¶•-1：初始化值。¶•0~100：单位为百分比。", ""},
			{str, "Resource name. The following list describes the formats of this parameter:¶•acs: none¶The variables in the formats have the following meanings:¶•region-id: the region¶•account-id: the account", ""},
			{str, "Device.¶•The name cannot be that of another device.¶•For large ships, set the parameter to /dev/vda.", ""},
			{str, "Content.¶•If Type is set to Agency, this is the name.¶•If Type is set to Key, this is the key.", ""},
			{str, "Region of the pier. You can call ListPiers to query it.", ""},
			{str, "Name. It can be modified or deleted.", ""},
			{str, "The token. Set the value to the NextToken value returned in the last call.", ""},
			{str, "The ID. The value can be obtained by calling another operation.", ""},
			{str, "Use either tag or pier_tag.", ""},
			{str, "Marker. The value is the ID of the last berth.", ""},
			{str, "Name. The value is case-sensitive and unique.", ""},
			{str, "Names. The values are case-sensitive.", ""},
			{str, "Names. The values are separated by spaces, which can be started or stopped.", `separator " "`},
			{str, "Ports. Default value: -1/-1.¶•TCP/UDP: Valid values: 1 to 65535.¶•ICMP: -1/-1.", "default -1/-1"},
			{str, "Size. Valid values:¶•cloud: 5 to 2000¶•essd: 20 to 32768", ""},
			{str, "Weight. The value can be 0 or a positive integer.", ""},
			{str, "Name. The value can be empty or null.", ""},
			{str, "目前支持通过接口创建。", ""},
			{str, "Crew to add, with the following parameters:¶•Name: the name, valid values: 1 to 5.¶•Rank: the rank. Default value: 1.", ""},
			{str, "船员列表，包含以下参数：¶•Name：String类型，必选，姓名。¶•Rank：级别，取值：0~100。默认值为100。", ""},
			{str, "船员，有下列属性：¶•Name：姓名。¶•Rank：级别。", ""},
			{str, "船员。船员对象属性如下：¶•Name：姓名。¶•Rank：级别。", ""},
			{str, "Notice to the pier. The format is pier:{bay}:{deck-id}.¶•`bay`: the bay¶•`deck-id`: the deck", ""},
			{str, "Notice. These are filled in when left as they are:¶•bay: the bay, by default ${bay}¶•deck: the deck, by default ${deck}", ""},
			{str, "Marks. A mark can be in one of the following formats:¶•Pier marks, such as P-1.¶•Deck marks. Example: D-1.", ""},
			{str, "Set this parameter to **from**::{from}|**size**::{size}|**name**::{name}. The name says what. The value can be OAK or ELM.", ""},
			{str, "Chart. The following formats are supported:¶•png¶•svg", "enum png|svg"},
			{str, "Code of the hull. Use **oak.n1.xl** as an example.¶•oak: the wood¶•n1: the yard", ""},
			{str, "Time in port.¶Example value:¶•08-09¶•23-00", ""},
			{decimal, "权重。假设最小船为8吨，则：¶•8吨的权重可以设置为1¶•16吨的权重可以设置为2", ""},
			{str, "Sort field. For example, updateTime sorts by update.", ""},
			{integer, "Quota left. Value -1 indicates that there is no limit.", ""},
			{str, "编号。取值为规格ID。", ""},
			{str, "项目。取值为0，表示默认项目。取值为UUID，表示该项目。", ""},
			{str, "取值样例：0。", ""},
			{str, "时间。取值格式为“操作符:时间”。其中操作符支持如下几种：gt：大于lt：小于", ""},
		}},
		{"enumeration in prose", []proseCase{
			{str, "Sorting. The options are **UP** (rising) and **DOWN**. The default value is **DOWN**.", "enum UP|DOWN; default DOWN"},
			{str, "Sorting. The value can be name, sail_time, or status. Default value: name", "enum name|sail_time|status; default name"},
			{str, "Kind. Valid values: NFS and SMB.", "enum NFS|SMB"},
			{str, "Kind. Valid value: SOFT and HARD. When this parameter is set to HARD:¶•If the other parameter is set to A, this happens.", "enum SOFT|HARD"},
			{str, "Order. Valid values: asc (default) and desc.", "enum asc|desc; default asc"},
			{str, "The operation. Set the value to ListFerries.", "enum ListFerries"},
			{str, "The operation. Value: ListFerries.", "enum ListFerries"},
			{str, "系统规定参数。取值：ListFerries", "enum ListFerries"},
			{str, "Body type. The value can be **text/plain** or **charset=utf-8 text/plain**.", "enum text/plain|charset=utf-8 text/plain"},
			{str, "Protocol. The value can be TCP, UDP, or ICMP. If it is left blank, all are meant.", "enum TCP|UDP|ICMP"},
			{integer, "IP version. The value must be 4 or 6.", "enum 4|6"},
			{str, "Status. Possible values are OPEN, SHUT and LOST.", "enum OPEN|SHUT|LOST"},
			{str, "Berth. URL refers to the address. IP refers to its number.", ""},
			{strs, "地址段。¶目前只支持IPV4。¶最多支持50个。", "maxItems 50"},
			{integer, "Pause in seconds. Valid value:¶\\[60, 600, 3600\\]", "enum 60|600|3600"},
			{integer, "Pause in seconds. Valid values:¶\\[60, 600\\]", "min 60; max 600"},
			{integer, "停靠时长。取值：[30, 60, 120]，默认60。", "enum 30|60|120; default 60"},
			{integer, "停靠时长。取值范围：{1, 2, 3}", "enum 1|2|3"},
			{untyped, "码头的状态。¶包括PENDING_OPEN、OPEN、LOST。", "enum PENDING_OPEN|OPEN|LOST"},
			{str, "码头的信息。包括Name、Depth。", ""},
			{integer, "Fee. Valid values: 1,000 and 2,500.", "enum 1000|2500"},
			{integer, "Fee. Valid values: 100,200,300.", "enum 100|200|300"},
			{str, "Sorting. You can set this parameter to **sail\\_at** (by time) or **name** (by name). Use both together.", "enum sail_at|name"},
			{str, "Sorting. You can set this parameter to **up** (rising) and **down** (falling).", "enum up|down"},
			{str, "Sorting. You can set this parameter to **sail\\_at** (by time).", "enum sail_at"},
			{str, "Sorting. You can set this parameter to text.", ""},
			{str, "Goods. The value can be WOOD.", "enum WOOD"},
			{str, "Berth. The value can be UUID.", ""},
			{str, "Source, which can be **empty** or **auto**. The default value is **empty**, which tells nothing.", "enum empty|auto; default empty"},
			{str, "Rope. Its value can be any of the following and is case-insensitive:¶•Hemp¶•Wire", "enum Hemp|Wire"},
			{str, "灯。取值：**on | off**", "enum on|off"},
			{str, "Status. 0: off; 1: on.", "enum 0|1"},
			{str, "Kind. The following types are supported: SAIL and STEAM.", "enum SAIL|STEAM"},
			{str, "Kind. Valid values: `Month` | `Year`.", "enum Month|Year"},
			{str, "Fare. The value is preTrip (before) or postTrip (after).", "enum preTrip|postTrip"},
			{str, "Tenancy. The value can be dedicated or shared.", "enum dedicated|shared"},
			{str, "Deed. Set it to create or delete.", "enum create|delete"},
			{str, "Service. The following services are supported: BELL and HORN.", "enum BELL|HORN"},
			{str, "Kind of the pier, which can be **open** or **roofed**.", "enum open|roofed"},
			{str, "Record. Default value: A. Valid values: A, AAAA, and MX.", "enum A|AAAA|MX; default A"},
			{str, "State. Valid values: all: every state. active: only this one.", "enum all|active"},
			{str, "类型（可选值：A、B、C）。", "enum A|B|C"},
			{str, "Action. - start: starts it - stop: stops it", "enum start|stop"},
			{str, "Kind. Valid values:¶SAIL, STEAM, and OAR.", "enum SAIL|STEAM|OAR"},
			{str, "格式，仅支持vhd格式。", "enum vhd"},
			{str, "是否加密。取值为true/false。", "enum true|false"},
			{str, "排序，asc表示升序，desc表示降序。", "enum asc|desc"},
			{str, "支付方式。可选值：PRE（先付）、POST（后付，默认）。", "enum PRE|POST; default POST"},
			{integer, "是否为复印件（1：是，0：否）。", "enum 1|0"},
			{str, "平台，取值为Oak、Elm、Red Oak、Other和Fir。", "enum Oak|Elm|Red Oak|Other|Fir"},
			{str, "格式，目前支持vhd、raw、iso。默认值是zvhd。", "enum vhd|raw|iso; default zvhd"},
			{str, "排序字段。取值为属性name、size、created_at字段，默认为创建时间。", "enum name|size|created_at"},
			{str, "升序还是降序，取值为asc和desc。默认为降序desc。", "enum asc|desc; default desc"},
			{str, "可见性，取值如下：public：公共private：私有shared：共享", "enum public|private|shared"},
			{str, "类型，目前支持以下类型：公共镜像：gold私有镜像：private市场镜像：market", "enum gold|private|market"},
			{str, "系统，取值如下：LinuxWindowsOther", "enum Linux|Windows|Other"},
			{str, "是否下架。true：已下架false：未下架", "enum true|false"},
			{str, "如果支持，取值为true，否则无需增加该属性。", "enum true"},
			{str, "环境类型：Fusion、Iron、Iso。如果是数据盘，则取值是Iso。", "enum Fusion|Iron|Iso"},
			{str, "Kinds such as these. Valid values: a1, b2, etc.", "enum a1|b2; open"},
		}},
		{"lost", []proseCase{
			{str, "Kind of the ferry. Valid values:", "lost"},
			{str, "Kind of the ferry. Options:¶Default value: Car", "default Car; lost"},
			{str, "架构。取值包括：x86arm", "lost"},
			{str, "状态。取值如下：", "lost"},
		}},
		{"range", []proseCase{
			{integer, "Page size. Valid values: 1 to 100.", "min 1; max 100"},
			{integer, "Page size.¶Valid values: **1024** to **65535**.", "min 1024; max 65535"},
			{str, "Port. Valid values: 1024 to 65535.", "min 1024; max 65535"},
			{integer, "Page size. The value ranges from 1 to 65,535.", "min 1; max 65535"},
			{integer, "Page size. Maximum value: 50.¶Default value: 50.", "max 50; default 50"},
			{integer, "Lines a page. Maximum value: 100.Default value: 10.", "max 100; default 10"},
			{integer, "Items. It must be an integer greater than 0 and no more than 101.", "min 1; max 101"},
			{integer, "Days. The value is an integer from 1 to 732.", "min 1; max 732"},
			{integer, "Start page.¶Minimum: 0¶Default: 0", "min 0; default 0"},
			{integer, "冷却时间。取值范围[0, 3600]，单位为秒。默认为 0 秒。", "min 0; max 3600; default 0"},
			{integer, "最小磁盘，单位为GB 。取值为40～1024GB。", "min 40; max 1024"},
			{integer, "每页记录数。最大值：100。默认值：10", "max 100; default 10"},
			{integer, "参数解释: 大小 约束限制: 不涉及 取值范围: 最小值1，最大值64 默认取值: 8", "min 1; max 64; default 8"},
			{decimal, "Ratio. Value range: (0,1]. The default value is 0.5.", "min 0; max 1; default 0.5"},
			{integer, "Definition¶Size.¶Constraints¶N/A¶Range¶1 to 1024¶Default Value¶N/A", "min 1; max 1024"},
			{str, "Size of a hold, in tons. Value range: [5, 2000] t.", "min 5; max 2000"},
			{str, "Tag of the ferry. Valid values of N: 1 to 20.", "index 20"},
			{str, "模板对应的规格，N的取值范围：1~20。取值范围：请参见规格族。", "index 20"},
			{str, "Tag. The value range of n is [1, 5]. It cannot be a null string.", "index 5"},
			{str, "标签键。N的取值范围：1~20。最多支持128个字符。", "maxLength 128; index 20"},
			{str, "码头的ID。N为码头编号，取值范围：1~5。", "index 5"},
			{integer, "系泊的权重，取值范围：0-100。默认值：50。¶N 为码头编号，取值范围：1-5。M 为码头下泊位的编号，取值范围：1-9。", "min 0; max 100; default 50"},
			{str, "网段。网段的掩码长度范围为16-29位。", ""},
			{integer, "网段的最后8bit。取值：0-255（十进制）。¶网段掩码默认为64位。", "min 0; max 255"},
			{integer, "Page size. Valid values:¶1 to 100", "min 1; max 100"},
			{integer, "Flow. The value ranges from 1 Mbit/s to 1000 Mbit/s.", "min 1; max 1000"},
			{integer, "Piers. The value ranges from **0** to **500**.¶Commonly used values are **10**, **20**, and **50**.", "min 0; max 500"},
			{integer, "Page number. Pages start from page 1.", ""},
			{integer, "Pause. The value of \\(EndTime – StartTime\\)/ Pause must be larger than 200.", ""},
			{integer, "间隔。EndTime - StartTime的值必须大于200。", ""},
			{integer, "Deck/hold. The value must be greater than 3.", "min 4"},
			{untyped, "Pier ID.¶Minimum: **1**¶Maximum: **64**¶**Regular expression matching**: ^[a-z0-9-]{1,64}$", "minLength 1; maxLength 64; pattern ^[a-z0-9-]{1,64}$"},
			{untyped, "Pier ID.¶Minimum: **1**¶Maximum: **64**", ""},
			{str, "Hour. Valid values are 0 to 23, which correspond to the bells.", "min 0; max 23"},
			{integer, "Size, ranging from 0 to 70.", "min 0; max 70"},
			{integer, "Berth. The value ranges from 1 to 90. The value **-1** indicates any.", "min -1; max 90"},
			{integer, "泊位。取值范围：1~90，其中-1表示任意。", "min -1; max 90"},
			{integer, "Day. Valid values: 1 to 7. 3 indicates the third.", "min 1; max 7"},
			{integer, "Days. The value range is from 0 to 732.", "min 0; max 732"},
			{integer, "Range¶Non-negative integers", "min 0"},
			{integer, "Lines. The maximum value is 1,000.", "max 1000"},
			{str, "Lines. The maximum number of records that can be returned is 1,000.", "max 1000"},
			{integer, "Lines. The recommended value ranges from 10 to 50.", ""},
			{integer, "Size. Value range: 0 to 9223372036854775807", "min 0"},
			{str, "Days. Valid values: 1 to 7.¶•Write them as a JSON array such as [\"1\",\"2\"].", ""},
			{integer, "Width. Valid values: 1 to 50 and -1.", "unread Width. Valid values: 1 to 50 and -1."},
			{integer, "Width. Valid values:¶•**-1**: can be set to -1, which is any width¶•**1** to **50**: so many yards", ""},
			{integer, "宽度。取值：-1|1-50。", ""},
			{integer, "Up to 1,000 ferries can be returned.", ""},
			{integer, "Size. It must be greater than or equal to the size of the pier.", ""},
		}},
		{"length and count", []proseCase{
			{str, "Name. It must be 2 to 128 characters in length and can contain colons (:).", "minLength 2; maxLength 128"},
			{str, "Name of at most words, with a maximum of 512 characters", "maxLength 512"},
			{str, "Name. Enter 0 to 256 characters.", "minLength 0; maxLength 256"},
			{str, "Name. It contains 36 Unicode characters at most and cannot be blank.", "maxLength 36"},
			{str, "Name. Use letters and digits. Max 128 characters are allowed.", "maxLength 128"},
			{str, "Pier ID.¶Default value: None¶Value length: 36 characters", "minLength 36; maxLength 36"},
			{str, "Mark, in the **mark.{i}=name,port** form. **name** cannot exceed 32 characters and **port** cannot exceed 256 characters.¶One mark: **mark.0=bow,stern**¶Two: **mark.0=name,port&mark.1=name,port**", ""},
			{str, "Name. It can be up to 64 characters in length.", "maxLength 64"},
			{str, "Text. The value cannot exceed 4,096 characters in length.", "maxLength 4096"},
			{str, "Name¶•Can contain [2, 128] characters in length.¶•Cannot begin with http.", "minLength 2; maxLength 128"},
			{str, "Name. Enter 1 to 64 characters. A maximum of two consecutive underscores are allowed.", "minLength 1; maxLength 64"},
			{mapping, "The policy. It must be 1 to 16,384 bytes in length.", "minLength 1; maxLength 16384"},
			{str, "前缀。由数字或者字母组成，字符长度为1~30。", "minLength 1; maxLength 30"},
			{str, "名称。长度为2~128个英文或中文字符。", "minLength 2; maxLength 128"},
			{str, "描述。长度不能超过1024个字符。默认为空。", "maxLength 1024"},
			{str, "•本字段和 body 字段二选一。¶•图片链接（长度不超 2048 字节）。", "maxLength 2048"},
			{str, "Ferry name¶Minimum: 4¶Maximum: 64", "minLength 4; maxLength 64"},
			{strs, "Host IDs¶Minimum: 0¶Maximum: 128¶Array Length: 1 - 20", "minLength 0; maxLength 128; minItems 1; maxItems 20"},
			{strs, "The IDs. You can specify 1 to 100 IDs.", "minItems 1; maxItems 100"},
			{objects, "Tags. You can add up to 20 tags.", "maxItems 20"},
			{integer, "Number of characters, 1 to 64 characters each.", ""},
		}},
		{"default", []proseCase{
			{str, "Source, which defaults to CUSTOM. This parameter is optional. Enums:¶•CUSTOM: own¶•SAVED: saved", "enum CUSTOM|SAVED; default CUSTOM"},
			{str, "Origin. Valid values:¶•Home\\_Port. This is the default value.¶•ABROAD", "enum Home_Port|ABROAD; default Home_Port"},
			{str, "Mode. Options:¶•**at-once**, which is the default value¶•**later**", "enum at-once|later; default at-once"},
			{str, "Mode. Options:¶•later¶•at-once - the default", "enum later|at-once; default at-once"},
			{str, "Mode. Options:¶•later¶•at-once, default.", "enum later|at-once; default at-once"},
			{str, "方式。取值：¶•later¶•soon，默认值。", "enum later|soon; default soon"},
			{str, "Use. The default value is MOOR for a ship and SAIL for a boat. Its value can be:¶•MOOR¶•SAIL", "enum MOOR|SAIL"},
			{str, "Order of the ships.¶The default method is **down**.¶•**up**: rising¶•**down**: falling", "enum up|down; default down"},
			{str, "Order of the ships. The default order is falling. Options:¶•**up**¶•**down**", "enum up|down"},
			{integer, "Range: 1 to 1000 (default)", "min 1; max 1000; default 1000"},
			{integer, "Turns. The value ranges from **0** (default) to **10**.", "min 0; max 10; default 0"},
			{integer, "Lines. If you leave this parameter empty, the default value 20 is used.", "default 20"},
			{str, "Order. The options are as follows:¶•**up**: rising¶•**down**: falling. The default value is **down**.", "enum up|down; default down"},
			{str, "Order. Options:¶•**up**: rising¶•**down**: falling. The default value is **level**.", "enum up|down"},
			{str, "顺序。取值：¶•up：升。¶•down：降。默认值为down。", "enum up|down; default down"},
			{str, "区域。如果为空,默认为token中pier所在的region。", ""},
			{str, "区域。默认值为north表示北方。", "default north"},
			{str, "Format. Options:¶•**Default**: the usual one of the pier¶•**Free**: any", "enum Default|Free"},
			{str, "Format. Options:¶•plain¶•free¶•Default: plain", "enum plain|free; default plain"},
			{str, "Name. Default value: Ferry Line ID", ""},
			{str, "名称。默认值为FerryId的值。", ""},
			{flag, "Dry run. Valid values:¶•True: yes.¶•False (default): no.", "default false"},
			{flag, "Dry run. Default value: FALSE.", "default false"},
			{flag, "Dry run. Options:¶•true: yes.¶•false: no. The default value is false.", "default false"},
			{str, "Pier. It stands on the plan as no. 5 by default.", ""},
			{str, "•The value can be **Old** or **New**.¶•If you do not set this parameter, **New** is used by default.", "enum Old|New; default New"},
			{integer, "Page. The initial value and default value are both 1.", "default 1"},
			{str, "Scene. Default value: Create. Valid values:¶•Create: new¶•Change: old", "enum Create|Change; default Create"},
			{str, "Line. Valid values:¶•Others Line¶•River¶Default value: Others Line.", "enum Others Line|River; default Others Line"},
			{str, "Berth. If no berth is available, the default value is 0.", "default 0"},
			{integer, "Ships. If count is unavailable, the number of ships is 1 by default.", "default 1"},
			{untyped, "Whether to leave.¶It is set to **0** by default.", "default 0"},
			{flag, "Dry run. Valid values:¶•true: only checks.¶•false (default): sails.", "default false"},
			{flag, "是否启用。true表示启用，false表示不启用，默认值为false。", "default false"},
			{str, "Purpose. Default value: LOAD/UNLOAD.", "default LOAD/UNLOAD"},
			{str, "State. Default value: Open. You can specify several, separated by commas (,).", `default Open; separator ","`},
			{integer, "页码，起始值为1，默认值1。", "default 1"},
			{integer, "Lamps on a page. The number ranges from **0** to **500** and is generally **20**. The default number is **10**.", "min 0; max 500; default 10"},
			{str, "Word. The default number of letters is 8.", ""},
			{integer, "条目数量。取值范围：1~100，默认10。", "min 1; max 100; default 10"},
			{str, "Family. This parameter is empty by default.", ""},
			{str, "Family. By default, this parameter is left blank.", ""},
			{str, "Family. By default, all families are displayed.", ""},
			{str, "Family. Default value: null, indicating that all are returned.", ""},
			{str, "Kind. The default value is CPU or GPU.", ""},
			{str, "Name. The default value is the value of the FerryId parameter.", ""},
			{integer, "Results. Maximum value: 100.¶Default value:¶•If no value is set, the default value is 10.¶•If you set a value above 100, the default value is 100.", "max 100"},
			{str, "Default attribute: colour of the label.", ""},
			{str, "格式。默认值：无，表示自动检测。", ""},
		}},
		{"deprecation, format, separator", []proseCase{
			{str, "Device.¶Note This parameter will be removed in the future. Use others.", "deprecated"},
			{str, "Key.¶**¶This parameter will be removed in the future.``", "deprecated"},
			{integer, "大小。¶说明： 该参数即将被弃用，请使用其他参数。", "deprecated"},
			{str, "Whether the ship has been deprecated.", ""},
			{str, "(Deprecated) The old name.", "deprecated"},
			{str, "（已废弃）旧名称。", "deprecated"},
			{str, "The name. Deprecated. Use the number.", "deprecated"},
			{str, "Start, in the yyyy-MM-ddTHH:mmZ format.", "format yyyy-MM-ddTHH:mmZ"},
			{str, "The ID is in Universally Unique Identifier (UUID) format.", "format uuid"},
			{str, "Code. It must match the regular expression ^[a-z]{1,3}$.", "pattern ^[a-z]{1,3}$"},
			{str, "Berth. Valid values: see the other page.", "unread Berth. Valid values: see the other page."},
			{str, "Addresses. Separate addresses with underscores (_).", `separator "_"`},
			{integer, "Berth. The value must be no less than **0**.", "min 0"},
			{integer, "船舱编号，不小于3。", "min 3"},
			{integer, "Colour: R + G × 256. R（红）、G（绿）的取值：0~255", ""},
			{decimal, "Alpha. 0.0表示透明，1.0表示不透明。", ""},
			{str, "名称，长度限制**55**字节。", "maxLength 55"},
			{str, "Page. The maximum value is **90**, and the minimum size is **1**.", "min 1; max 90"},
			{str, "Port. 仅取值**north-1**。", "enum north-1"},
			{str, "名称，只允许填入“bow”或“stern”", "enum bow|stern"},
			{str, "Pier ID. Minimum: 3 Maximum: 40", "minLength 3; maxLength 40"},
			{integer, "Berths. Minimum: 3 Maximum: 40 Default: 5", "min 3; max 40; default 5"},
			{integer, "偏移量，偏移量小于0时，自动转换为0", ""},
			{str, "地址，总长度不超过512，且满足规范。", "maxLength 512"},
			{str, "比较符。可取值：**\\>**、**<**、**\\>=**以及**!=**。", "enum >|<|>=|!="},
			{str, "表达式，取值说明如下：¶•.name：名称¶•.isOpen\\(\\)：开放¶•.get\\(0\\)：第一个", ""},
			{integer, "Months. Valid values: 1 to 9, 12, 24, and 36.", "unread Months. Valid values: 1 to 9, 12, 24, and 36."},
			{str, "How to count. The following points describe the correspondence between piers and methods:¶•North: sum¶•South: mean", ""},
			{str, "Sign. Valid values:¶•`>`¶•`>=`¶•`=`", "enum >|>=|="},
			{str, "语言，目前支持zh_CNen_US", ""},
			{str, "Set this parameter to application/json;charset=UTF-8.", "enum application/json;charset=UTF-8"},
			{str, "Task. The task can only be **load** (goods) or **board** (people).", "enum load|board"},
			{str, "Key. The value can only be **pier_name**.", "enum pier_name"},
			{str, "Tongue. The value can be **en-us** or **zh-cn**. If it is left blank, **en-us** is used by default.", "enum en-us|zh-cn; default en-us"},
			{integer, "Ferries. If this parameter is not transferred, the first 100 ferries are queried by default.", ""},
			{integer, "Offset. If it is not transferred, offset is set to 0 by default.", "default 0"},
			{flag, "This parameter is scheduled to be removed before June 30.", "deprecated"},
			{str, "多个ID用英文逗号（,）分隔。", `separator ","`},
		}},
	} {
		t.Run(group.name, func(t *testing.T) {
			for _, c := range group.cases {
				if diff := cmp.Diff(c.want, describe(readProse(lines(c.in), c.typ))); diff != "" {
					t.Errorf("%s: (-want +got)\n%s", c.in, diff)
				}
			}
		})
	}
}

// TestProseStrength tells what a list states from what prose states.
func TestProseStrength(t *testing.T) {
	for _, c := range []struct {
		in   string
		fact string
		want specs.Strength
	}{
		{"Kind. Valid values:¶•a: one¶•b: two", "enum", specs.Must},
		{"Kind. The value can be SAIL or STEAM.", "enum", specs.Should},
		{"Kind. Default value: SAIL.", "default", specs.Must},
		{"Kind, which defaults to SAIL.", "default", specs.Should},
		{"Name. Enter 1 to 64 characters.", "maxLength", specs.Should},
	} {
		if got := readProse(lines(c.in), str).Strengths[c.fact]; got != c.want {
			t.Errorf("strength of %s in %q = %s, want %s", c.fact, c.in, got, c.want)
		}
	}
}
