"""What the tour says, in English and Chinese."""

WORDS = {
    "en": {
        "intro": (
            "Seven stops, under a minute: four demos, a project of your own, its rehearsal,"
            " and where to go next."
        ),
        "keys": "Keys: Enter goes on, s skips a stop, the space bar makes it wait, q ends it.",
        "pause": "{seconds:.0f} s  Enter: on, s: skip, space: stay, q: end",
        "stay": "Enter: on, s: skip, q: end",
        "at_work": "s: skip, q: end",
        "skipped": "Skipped.",
        "ended": "The tour ends here, at stop {number} of {all}. 'helloworld list' has every demo.",
        "ended_first": (
            "The tour ends here, before its first stop. 'helloworld list' has every demo."
        ),
        "quick": (
            "--quick leaves out the pauses, and of the rehearsal all but building: nothing is"
            " checked, installed, run or uploaded."
        ),
        "claims": "What the tutorial says of it, checked on this run: {summary}.",
        "comma": ", ",
        "CONFIRMED": "{} confirmed",
        "REFUTED": "{} refuted",
        "DEPENDS": "{} depend",
        "INCONCLUSIVE": "{} inconclusive",
        "BROKEN": "{} not checked",
        "more": "All of it: {command}. To read: helloworld lesson {name}.",
        "project": "A project of your own",
        "made": (
            "{name}, as 'helloworld new' makes it under your own name: {count} files, ready to"
            " be published."
        ),
        "made_for_nobody": (
            "{name}, as 'helloworld new' makes it: {count} files, ready to be published. Your name"
            " would be in it, but neither git nor the login tells one that will do."
        ),
        "explained": "Each file says in comments what it is for.",
        "kept": "It is yours, in {folder}",
        "temporary": "It is in a temporary folder, and goes with the tour; --keep DIR keeps it.",
        "rehearsal": "Its rehearsal: all that publishing would do, on this machine",
        "build": "the sdist, the wheel from it",
        "contents": "what is in them, what is not",
        "metadata": "the rules of the index",
        "install": "each in a clean environment",
        "run": "every import, every script",
        "upload": "to an index on this machine",
        "install-back": "from that index",
        "reproducible": "built again, byte for byte",
        "no_project": "There is no project to rehearse: stop 5 was not taken to its end.",
        "no_extra": (
            "This stop builds, checks, installs and uploads the project to an index on this"
            " machine. It needs what pip install 'HelloWorld[rehearse]' adds."
        ),
        "artifact": "{file}  {size:,} bytes",
        "remedies": "What is above tells what to do about it; the tour goes on.",
        "report_only": "The report is {folder}/report.html.",
        "report_and_files": (
            "The report is {folder}/report.html. To publish what is beside it, these very files:"
            " helloworld publish {kept} --repository testpypi"
        ),
        "report_and_project": (
            "The report is {folder}/report.html. To publish the project, after a whole rehearsal:"
            " helloworld publish {project} --repository testpypi"
        ),
        "report": "As a page, with all evidence: helloworld rehearse DIR --html report.html",
        "next": "Where to go next",
    },
    "zh": {
        "intro": (
            "一共七站，不到一分钟：四个演示，一个属于你自己的项目，"
            "它的发布预演，最后是接下来可以做什么。"
        ),
        "keys": "按键：回车继续，s 跳过这一站，空格停下来慢慢看，q 结束导览。",
        "pause": "{seconds:.0f} 秒  回车：继续，s：跳过，空格：停留，q：结束",
        "stay": "回车：继续，s：跳过，q：结束",
        "at_work": "s：跳过，q：结束",
        "skipped": "已跳过。",
        "ended": "导览到第 {number} 站（共 {all} 站）结束。helloworld list 列出所有演示。",
        "ended_first": "导览还没到第一站就结束了。helloworld list 列出所有演示。",
        "quick": "--quick 省去了停顿；预演也只做构建，不检查，不安装，不运行，也不上传。",
        "claims": "教程关于它的说法，这次运行检验的结果：{summary}。",
        "comma": "，",
        "CONFIRMED": "{} 条成立",
        "REFUTED": "{} 条不成立",
        "DEPENDS": "{} 条视情况而定",
        "INCONCLUSIVE": "{} 条无法断定",
        "BROKEN": "{} 条没能检验",
        "more": "完整的演示：{command}；想读课文：helloworld lesson {name}。",
        "project": "属于你自己的项目",
        "made": (
            "{name}，就是 helloworld new 用你的名字创建的那种项目：{count} 个文件，随时可以发布。"
        ),
        "made_for_nobody": (
            "{name}，就是 helloworld new 创建的那种项目：{count} 个文件，随时可以发布。"
            "项目名里本该有你的名字，但 git 和登录名里都没有合用的。"
        ),
        "explained": "每个文件都用注释说明自己的用途。",
        "kept": "它归你了，就在 {folder}",
        "temporary": "它放在临时文件夹里，导览结束就会删除；用 --keep DIR 可以留下它。",
        "rehearsal": "发布预演：发布时要做的每一步，都先在这台机器上做一遍",
        "build": "源码包，以及由它构建的 wheel",
        "contents": "包里有什么，缺什么",
        "metadata": "是否符合索引的规则",
        "install": "各装进一个干净的环境",
        "run": "导入每个包，启动每个脚本",
        "upload": "上传到本机的一个索引",
        "install-back": "再从那个索引装回来",
        "reproducible": "重新构建，逐字节比较",
        "no_project": "没有可以预演的项目：第 5 站没有走完。",
        "no_extra": (
            "这一站会构建、检查、安装这个项目，并把它上传到本机的索引。"
            "需要先运行 pip install 'HelloWorld[rehearse]'。"
        ),
        "artifact": "{file}  {size:,} 字节",
        "remedies": "上面说明了该怎么办；导览继续。",
        "report_only": "报告在 {folder}/report.html。",
        "report_and_files": (
            "报告在 {folder}/report.html。要发布旁边的这些文件，原样不变："
            "helloworld publish {kept} --repository testpypi"
        ),
        "report_and_project": (
            "报告在 {folder}/report.html。要发布这个项目，先完整预演一遍："
            "helloworld publish {project} --repository testpypi"
        ),
        "report": "带全部证据的网页报告：helloworld rehearse DIR --html report.html",
        "next": "接下来可以做什么",
    },
}
