use app::ui::*;
use leptos::prelude::*;

use crate::say::Look;

pub fn page(look: Look) -> AnyView {
    let say = move |zh, en| look.say(zh, en);
    let words = ShellWords {
        brand: say("固本 · 证书查验", "Guben · check a certificate").into(),
        ..look.words()
    };
    view! {
        <Shell
            kind=ShellKind::Public
            lang=look.tag()
            title=say("有效 · 证书查验", "Valid · check a certificate")
            css_href="/guben.css"
            words=words
            theme=look.theme
            type_size=look.type_size
        >
            <Verdict
                tone=Tone::Ok
                title=say("有效", "Valid")
                lines=vec![
                    say(
                            "签名正确 · 未吊销 · 在有效期内",
                            "Signature right · not revoked · in its period",
                        )
                        .into(),
                    say("查验于 2026-11-22 10:41:07", "Checked 2026-11-22 10:41:07").into(),
                ]
            />
            <Card>
                <Facts wide=true>
                    <Fact term=say("持证人", "Holder")>{say("刘**", "Liu **")}</Fact>
                    <Fact term=say("证书", "Certificate")>
                        {say("全员安全培训合格证", "Safety training pass")}
                    </Fact>
                    <Fact term=say("岗位", "Post")>{say("架子工", "Scaffolder")}</Fact>
                    <Fact term=say("单位", "Enterprise")>
                        {say("莱安建设有限公司", "Lai'an Construction Ltd")}
                    </Fact>
                    <Fact term=say("编号", "Number")>"LA-2026-QY-001873-7"</Fact>
                    <Fact term=say("发证", "Issued")>"2026-06-18"</Fact>
                    <Fact term=say("有效至", "Valid until")>"2027-06-17"</Fact>
                </Facts>
            </Card>
            <Card>
                <p>
                    <small>
                        {say(
                            "请核对证件上的姓名、编号与此页一致。没有网络时，可用另一台手机扫描同一二维码离线核对签名。",
                            "Compare the name and the number on the card with this page. Without a network, another phone can check the signature from the same code.",
                        )}
                    </small>
                </p>
            </Card>
        </Shell>
    }
    .into_any()
}
