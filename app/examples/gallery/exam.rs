//! The reference markup of the exam room; its classes are listed in `style/ui/exam.css`.

use app::ui::*;
use leptos::prelude::*;

use crate::say::Look;

/// One item a screen; the answer card stands open in no look but is reached by its address.
pub fn one_by_one(look: Look) -> AnyView {
    let say = move |zh, en| look.say(zh, en);
    let form = view! {
        <form class="exam-form" method="post">
            {single_choice(look)}
            <p class="exam-note" role="status">
                {say(
                    "已于 09:27:53 保存到服务器。断网也可以继续作答，恢复后会自动补交。",
                    "Saved on the server at 09:27:53. You can go on without a network; answers are sent when it is back.",
                )}
            </p>
            <ActionBar>
                <Button name="go" value="27" label=say("上一题", "Back") />
                <LinkButton href="#card" label=say("答题卡", "Answers") />
                <Button
                    kind=ButtonKind::Primary
                    name="go"
                    value="29"
                    label=say("下一题", "Next")
                />
            </ActionBar>
        </form>
        {answer_sheet(look)}
    };
    room(look, form.into_any())
}

/// Every item below the other, for those who read a whole paper first.
pub fn whole_list(look: Look) -> AnyView {
    let say = move |zh, en| look.say(zh, en);
    let form = view! {
        <form class="exam-form" method="post">
            {single_choice(look)} {multiple_choice(look)} {short_answer(look)} <ActionBar>
                <LinkButton href="#card" label=say("答题卡", "Answers") />
                <Button
                    kind=ButtonKind::Primary
                    label=say("保存并检查", "Save and check")
                />
            </ActionBar>
        </form>
        {answer_sheet(look)}
    };
    room(look, form.into_any())
}

fn room(look: Look, form: AnyView) -> AnyView {
    let say = move |zh, en| look.say(zh, en);
    view! {
        <Shell
            kind=ShellKind::Worker
            lang=look.tag()
            title=say("第 28 题 · 高处作业安全", "Question 28 · work at height")
            css_href="/guben.css"
            words=look.words()
            theme=look.theme
            type_size=look.type_size
            bare=true
            main_class="exam"
        >
            <header class="exam-head">
                <h1 class="exam-title">
                    {say("高处作业安全 · 闭卷考试", "Work at height · closed book")}
                </h1>
                <p class="exam-clock">
                    <strong role="timer">"32:07"</strong>
                    <span>{say("剩余", "left")}</span>
                </p>
                <p class="exam-place">
                    {say("第 ", "")} <strong>"28"</strong> {say(" / 60 题", " of 60")}
                </p>
                <p class="exam-saved" data-state="saved">
                    <Icon glyph=Glyph::Dot />
                    {say("27 题已保存", "27 saved")}
                </p>
                <progress
                    class="bar exam-time"
                    value="32"
                    max="70"
                    aria-label=say("剩余时间", "Time left")
                ></progress>
            </header>
            {form}
        </Shell>
    }
    .into_any()
}

fn single_choice(look: Look) -> impl IntoView {
    let say = move |zh, en| look.say(zh, en);
    let options = [("A", "1.5"), ("B", "2"), ("C", "3"), ("D", "5")]
        .map(|(letter, metres)| {
            view! {
                <label class="option">
                    <input type="radio" name="answer-28" value=letter checked=letter == "B" />
                    <span class="option-face">
                        <span class="option-letter">{letter}</span>
                        <span class="option-text">{format!("{metres} {}", say("米", "m"))}</span>
                    </span>
                </label>
            }
        })
        .into_iter()
        .collect_view();
    view! {
        <section class="item" id="q28">
            {item_head(look, say("单选题 · 1 分", "One answer · 1 point"), "28", false)}
            <fieldset class="item-body">
                <legend class="stem">
                    {say(
                        "在距坠落高度基准面多少米以上、有可能坠落的高处进行的作业，称为高处作业？",
                        "From what height above the fall datum is work, with a danger of falling, called work at height?",
                    )}
                </legend>
                {options}
            </fieldset>
        </section>
    }
}

fn multiple_choice(look: Look) -> impl IntoView {
    let say = move |zh, en| look.say(zh, en);
    let options = [
        ("A", say("安全带高挂低用", "Anchor the harness above you")),
        ("B", say("六级以上大风停止作业", "Stop in winds of force six")),
        (
            "C",
            say(
                "脚手板可以只铺一块，两端不必绑扎固定，方便随时移动到下一处作业面",
                "A single board that is not tied at its ends will do, since it is easy to move to the next place",
            ),
        ),
    ]
    .map(|(letter, words)| {
        view! {
            <label class="option">
                <input type="checkbox" name="answer-29" value=letter checked=letter != "C" />
                <span class="option-face">
                    <span class="option-letter">{letter}</span>
                    <span class="option-text">{words}</span>
                </span>
            </label>
        }
    })
    .into_iter()
    .collect_view();
    view! {
        <section class="item" id="q29">
            {item_head(look, say("多选题 · 2 分", "Several answers · 2 points"), "29", true)}
            <fieldset class="item-body">
                <legend class="stem">
                    {say(
                        "下列做法哪些是正确的？",
                        "Which of these are right?",
                    )}
                </legend>
                {options}
            </fieldset>
        </section>
    }
}

fn short_answer(look: Look) -> impl IntoView {
    let say = move |zh, en| look.say(zh, en);
    view! {
        <section class="item" id="q30">
            {item_head(look, say("简答题 · 5 分", "In words · 5 points"), "30", false)}
            <p class="stem" id="q30-stem">
                {say(
                    "发现脚手架扣件松动时，您会怎样做？",
                    "What do you do when a scaffold coupler is loose?",
                )}
            </p>
            <TextArea
                name="answer-30"
                label=say("您的回答", "Your answer")
                value=say("立即停止作业，", "Stop at once, ")
            />
        </section>
    }
}

fn item_head(look: Look, kind: &'static str, no: &'static str, flagged: bool) -> impl IntoView {
    view! {
        <div class="item-head">
            <Badge label=kind />
            <label class="flag">
                <input type="checkbox" name=format!("flag-{no}") checked=flagged />
                <span>{look.say("标记此题", "Flag")}</span>
            </label>
        </div>
    }
}

fn answer_sheet(look: Look) -> impl IntoView {
    let say = move |zh, en| look.say(zh, en);
    let cells = (1..=60)
        .map(|no| {
            let (answered, flagged, unsaved) = (no < 28, no == 7 || no == 29, no == 27);
            let mut words = match look.lang {
                crate::say::Lang::Zh => format!("第 {no} 题"),
                crate::say::Lang::En => format!("Question {no}"),
            };
            for (state, zh, en) in [
                (answered, "，已答", ", answered"),
                (flagged, "，已标记", ", flagged"),
                (unsaved, "，未保存", ", not saved"),
            ] {
                if state {
                    words.push_str(say(zh, en));
                }
            }
            AnswerCell {
                no,
                href: format!("#q{no}"),
                answered: answered && !unsaved,
                flagged,
                unsaved,
                current: no == 28,
                words,
            }
        })
        .collect();
    view! {
        <dialog class="sheet" id="card" aria-labelledby="card-title">
            <div class="sheet-head">
                <h2 id="card-title">{say("答题卡", "Answers")}</h2>
                <a class="quiet" href="#q28">
                    {say("关闭", "Close")}
                </a>
            </div>
            <AnswerLegend
                empty=say("未答 33", "Open 33")
                answered=say("已答 26", "Answered 26")
                flagged=say("已标记 2", "Flagged 2")
                unsaved=say("未保存 1", "Not saved 1")
            />
            <AnswerCard label=say("题目", "Questions") cells=cells />
        </dialog>
    }
}
