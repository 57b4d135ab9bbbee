//! How the gallery speaks. Pages of the product take their sentences from the catalogues.

use app::ui::{Setting, Settings, ShellWords, Theme, TypeSize, User};

#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Lang {
    Zh,
    En,
}

/// How a page is shown.
#[derive(Clone, Copy)]
pub struct Look {
    pub lang: Lang,
    pub theme: Theme,
    pub type_size: TypeSize,
}

impl Look {
    pub fn say(self, zh: &'static str, en: &'static str) -> &'static str {
        match self.lang {
            Lang::Zh => zh,
            Lang::En => en,
        }
    }

    pub fn tag(self) -> &'static str {
        self.say("zh-CN", "en")
    }

    pub fn words(self) -> ShellWords {
        ShellWords {
            brand: self.say("固本", "Guben").into(),
            skip: self.say("跳到正文", "Skip to the content").into(),
            menu: self.say("菜单", "Menu").into(),
            nav: self.say("主导航", "Main navigation").into(),
        }
    }

    pub fn settings(self) -> Settings {
        let other = match self.lang {
            Lang::Zh => Setting {
                name: "lang",
                value: "en",
                label: "English".into(),
                lang: Some("en"),
                seldom: false,
            },
            Lang::En => Setting {
                name: "lang",
                value: "zh-CN",
                label: "中文".into(),
                lang: Some("zh-CN"),
                seldom: false,
            },
        };
        let large = Setting {
            name: "type",
            value: "large",
            label: self.say("大字", "Large type").into(),
            lang: None,
            seldom: false,
        };
        Settings {
            label: self.say("显示设置", "Display").into(),
            action: "/settings".into(),
            back: "/".into(),
            choices: vec![large, other],
        }
    }

    pub fn user(self) -> User {
        User {
            name: self.say("孙丽", "Sun Li").into(),
            roles: self.say("安全培训主管", "Training manager").into(),
            enterprise: self.say("莱安建设有限公司", "Laian Construction").into(),
            links: Vec::new(),
            logout_label: self.say("退出登录", "Sign out").into(),
            logout_action: "/logout".into(),
        }
    }
}
