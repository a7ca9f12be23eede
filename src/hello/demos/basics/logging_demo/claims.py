"""What the tutorial says of logging, as claims."""

from hello.claims import Claim
from hello.demos.basics.logging_demo import checks
from hello.demos.basics.logging_demo.facts import Result

SECTION = "logging模块"
LEVELS_SECTION = "日志级别"

CLAIMS: tuple[Claim[Result], ...] = (
    Claim(
        id="logging.effective-levels",
        english="A logger without a level takes its parent's: s1 has 0, s1.s2 40, s1.s2.s3 40.",
        chinese="没有设置级别的日志器沿用上级的级别：s1 为 0，s1.s2 为 40，s1.s2.s3 为 40。",
        section=SECTION,
        check=checks.effective_levels,
    ),
    Claim(
        id="logging.level-values",
        english="CRITICAL is 50, ERROR 40, WARNING 30, INFO 20, DEBUG 10, NOTSET 0.",
        chinese="CRITICAL 是 50，ERROR 是 40，WARNING 是 30，"
        "INFO 是 20，DEBUG 是 10，NOTSET 是 0。",
        section=LEVELS_SECTION,
        check=checks.level_values,
    ),
    Claim(
        id="logging.default-level",
        english="The default is WARNING: it is the root's level; a new logger has none.",
        chinese="默认级别是 WARNING：这是根日志器的级别，新建的日志器自己没有级别。",
        section=LEVELS_SECTION,
        check=checks.default_level,
    ),
    Claim(
        id="logging.filter-names",
        english="The filter 's1.s2' passes s1.s2 and its children only; s1.s22 is not one.",
        chinese="过滤器 's1.s2' 只放行 s1.s2 及其下级，s1.s22 不算它的下级。",
        section=SECTION,
        check=checks.filter_names,
    ),
    Claim(
        id="logging.filter-own-records",
        english="A logger's filter is not asked about the records that its children send up.",
        chinese="下级传上来的记录，不经过日志器自己的过滤器。",
        section=SECTION,
        check=checks.filter_of_own_records,
    ),
    Claim(
        id="logging.ancestor-levels",
        english="A record on its way up meets handlers only: an ancestor's level does not stop it.",
        chinese="记录向上传播时只经过处理器，上级日志器的级别拦不住它。",
        section=SECTION,
        check=checks.ancestor_levels,
    ),
    Claim(
        id="logging.handler-level",
        english="A handler at level 50 writes only CRITICAL.",
        chinese="级别为 50 的处理器只写 CRITICAL。",
        section=SECTION,
        check=checks.handler_level,
    ),
    Claim(
        id="logging.once-per-handler",
        english="Each handler on the way up writes the record: the file has a CRITICAL of s1 "
        "once, of s1.s2 twice, of s1.s2.s3 three times.",
        chinese="向上途中的每个处理器都写一次：文件里 s1 的 CRITICAL 有一条，"
        "s1.s2 的有两条，s1.s2.s3 的有三条。",
        section=SECTION,
        check=checks.once_per_handler,
    ),
)
