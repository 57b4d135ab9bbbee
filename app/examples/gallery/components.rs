use app::ui::*;
use leptos::prelude::*;

use crate::say::Look;

pub fn page(look: Look) -> AnyView {
    let say = move |zh, en| look.say(zh, en);
    view! {
        <Shell
            kind=ShellKind::Desk
            lang=look.tag()
            title=say("部件", "Components")
            css_href="/guben.css"
            words=look.words()
            theme=look.theme
            type_size=look.type_size
            nav=vec![NavItem::new(say("部件", "Components"), "#", true)]
            user=Some(look.user())
            settings=Some(look.settings())
        >
            <PageHead
                title=say("部件", "Components")
                under=say("页面由这些部件组成", "What pages are made of")
            >
                <LinkButton href="#" label=say("新建", "New") />
            </PageHead>
            {notices(look)}
            {form(look)}
            {words(look)}
            {table(look)}
        </Shell>
    }
    .into_any()
}

fn notices(look: Look) -> impl IntoView {
    let say = move |zh, en| look.say(zh, en);
    view! {
        <ErrorSummary
            title=say("有 2 处需要改正", "2 things need another look")
            kept=say("您填写的内容都在下面。", "What you typed is kept below.")
            errors=vec![
                ("name".into(), say("请填写姓名", "Fill in the name").into()),
                ("id".into(), say("身份证号应为 18 位", "An ID has 18 characters").into()),
            ]
        />
        <Notice
            tone=Tone::Ok
            title=say("已入库 723 题", "723 questions were added")
            next=say("10 行待处理，可随时继续。", "10 rows wait for you.")
        />
        <Notice
            tone=Tone::Warn
            title=say("网络断开", "The network is gone")
            kept=say(
                "3 道题保存在本机，恢复后自动补交。",
                "3 answers are kept on this phone and sent when it is back.",
            )
        />
        <Notice tone=Tone::Info title=say("考试 09:00 开始", "The exam begins at 09:00") />
    }
}

fn form(look: Look) -> impl IntoView {
    let say = move |zh, en| look.say(zh, en);
    let posts = vec![
        Choice::new("scaffolder", say("架子工", "Scaffolder")),
        Choice::new("electrician", say("低压电工", "Electrician"))
            .hint(say("需持特种作业操作证", "Needs a state licence")),
    ];
    view! {
        <Card>
            <CardHead title=say("表单", "A form") />
            <form method="post">
                <Field
                    label=say("姓名", "Name")
                    name="name"
                    required=true
                    error=Some(say("请填写姓名", "Fill in the name").to_owned())
                />
                <Field
                    label=say("身份证号", "ID number")
                    name="id"
                    value="37060219880412123"
                    inputmode="numeric"
                    hint=say("18 位，只用于核对身份", "18 characters, to check who you are")
                    error=Some(say("身份证号应为 18 位", "An ID has 18 characters").to_owned())
                />
                <Field
                    label=say("入职日期", "Joined on")
                    name="joined"
                    kind="date"
                    value="2024-03-03"
                    note=say("选填", "optional")
                />
                <Select
                    label=say("岗位", "Post")
                    name="post"
                    options=posts.clone()
                    value="electrician"
                />
                <RadioGroup
                    legend=say("岗位", "Post")
                    name="post2"
                    options=posts.clone()
                    value="scaffolder"
                />
                <CheckboxGroup
                    legend=say("作业", "Work")
                    name="work"
                    options=posts
                    values=vec!["electrician".into()]
                    hint=say("可多选", "Any of these")
                />
                <TextArea
                    label=say("补录原因", "Why late")
                    name="reason"
                    value=say("现场无网络，", "No network on site; ")
                />
                <FileField
                    label=say("签到表扫描件", "Scanned list")
                    name="scan"
                    accept=".pdf,.jpg"
                    hint=say("PDF 或照片，最大 20 MB", "PDF or photograph, at most 20 MB")
                />
                <Checkbox
                    label=say("我已核对以上内容", "I have checked the above")
                    name="checked"
                />
                <Actions note=say("保存后由另一人复核。", "Somebody else reviews it.")>
                    <LinkButton href="#" label=say("取消", "Cancel") />
                    <Button kind=ButtonKind::Danger label=say("吊销", "Revoke") />
                    <Button disabled=true label=say("不可用", "Not now") />
                    <Button kind=ButtonKind::Primary label=say("保存", "Save") />
                </Actions>
            </form>
        </Card>
    }
}

fn words(look: Look) -> impl IntoView {
    let say = move |zh, en| look.say(zh, en);
    view! {
        <Card>
            <CardHead title=say("状态", "States") />
            <p>
                <Badge tone=Tone::Ok label=say("有效", "Valid") />
                " "
                <Badge tone=Tone::Warn label=say("即将到期", "Expires soon") />
                " "
                <Badge tone=Tone::Bad label=say("已过期", "Expired") />
                " "
                <Badge tone=Tone::Bad label=say("已吊销", "Revoked") />
                " "
                <Badge tone=Tone::Info label=say("待处理", "To do") />
                " "
                <Badge label=say("补录", "Late entry") />
            </p>
            <Signal
                tone=Tone::Ok
                title=say("可以上岗", "May work")
                detail=say("架子工 · 三班组", "Scaffolder · crew 3")
            />
            <Signal tone=Tone::Warn title=say("28 天后到期", "Expires in 28 days") />
        </Card>
        <Verdict
            tone=Tone::Bad
            title=say("已吊销", "Revoked")
            lines=vec![say("2026-10-01 吊销", "Revoked on 2026-10-01").into()]
        />
        <Verdict
            tone=Tone::Warn
            title=say("无法判断", "Cannot tell")
            lines=vec![say("没有查到这个编号", "There is no such number").into()]
        />
        <EmptyState
            title=say("还没有题库", "No question bank yet")
            detail=say(
                "先上传一份 Excel 或 Word，系统会逐行说明结果。",
                "Upload a sheet or a document first; every row is answered for.",
            )
        >
            <LinkButton
                kind=ButtonKind::Primary
                href="#"
                label=say("导入题库", "Import a bank")
            />
        </EmptyState>
    }
}

fn table(look: Look) -> impl IntoView {
    let say = move |zh, en| look.say(zh, en);
    let rows = [
        ("刘建国", "Liu Jianguo", 118, 92),
        ("王敏", "Wang Min", 24, 88),
        ("赵永强", "Zhao Yongqiang", 72, 100),
    ]
    .map(|(zh, en, hours, score)| {
        view! {
            <tr>
                <th scope="row">
                    <a href="#">{say(zh, en)}</a>
                </th>
                <td>{say("架子工 · 三班组", "Scaffolder · crew 3")}</td>
                <td data-number>{hours}</td>
                <td data-number>{score}</td>
                <td>
                    <Badge tone=Tone::Ok label=say("有效", "Valid") />
                </td>
            </tr>
        }
    })
    .into_iter()
    .collect_view();
    view! {
        <Card>
            <Filters label=say("筛选", "Filter")>
                <Field label=say("姓名", "Name") name="q" id="filter-name" />
                <Field label=say("起始日期", "From") name="from" kind="date" />
                <Button label=say("查找", "Find") />
            </Filters>
            <Table
                label=say("人员", "People")
                head=vec![
                    Column::text(say("姓名", "Name")),
                    Column::text(say("岗位", "Post")),
                    Column::number(say("学时", "Hours")),
                    Column::number(say("最近成绩", "Last score")),
                    Column::text(say("证书", "Certificate")),
                ]
            >
                {rows}
            </Table>
            <Pager
                label=say("分页", "Pages")
                words=say("第 1–3 人，共 187 人", "1–3 of 187")
                items=vec![
                    NavItem::new("1", "#", true),
                    NavItem::new("2", "#", false),
                    NavItem::new(say("下一页", "Next"), "#", false),
                ]
            />
        </Card>
    }
}
