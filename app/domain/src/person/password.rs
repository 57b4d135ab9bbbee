//! Which passwords may be chosen.
//!
//! Length and being hard to guess count, mixtures of signs do not: NIST SP 800-63B (revision 3)
//! §5.1.1.2 asks for eight characters, for room for a sentence, and for refusing the common ones.

use serde::{Deserialize, Serialize};

/// Fewest characters.
pub const SHORTEST: usize = 8;

/// Most characters. Far more than a sentence, and too few to keep the password hash busy.
pub const LONGEST: usize = 128;

/// Why a password can't be chosen.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PasswordFault {
    TooShort {
        least: usize,
    },
    TooLong {
        most: usize,
    },
    /// It is what the person signs in with: employee number, phone or the like.
    SameAsLogin,
    /// One of the first that anybody would try.
    Common,
    /// The one that was to be replaced, which somebody else knows.
    SameAsBefore,
}

/// The first that is wrong with `password`, for a person who signs in with one of `logins`.
pub fn fault(password: &str, logins: &[&str]) -> Option<PasswordFault> {
    let length = password.chars().count();
    if length < SHORTEST {
        return Some(PasswordFault::TooShort { least: SHORTEST });
    }
    if length > LONGEST {
        return Some(PasswordFault::TooLong { most: LONGEST });
    }
    let lower = password.trim().to_lowercase();
    if logins.iter().any(|login| login.trim().to_lowercase() == lower) {
        return Some(PasswordFault::SameAsLogin);
    }
    (COMMON.contains(&lower.as_str()) || is_run(&lower)).then_some(PasswordFault::Common)
}

/// One character over and over, or a run along the digits or the alphabet.
fn is_run(password: &str) -> bool {
    let characters: Vec<i64> = password.chars().map(|c| i64::from(u32::from(c))).collect();
    let steps_by = |step: i64| characters.windows(2).all(|two| two[1] - two[0] == step);
    [-1, 0, 1].into_iter().any(steps_by)
}

/// In small letters: what people here choose when eight characters are asked for, and what this trade
/// invites.
const COMMON: [&str; 51] = [
    "1234567890",
    "0987654321",
    "12341234",
    "12344321",
    "11223344",
    "112233445566",
    "123123123",
    "123321123",
    "1234qwer",
    "123qweasd",
    "12345678a",
    "123456789a",
    "147258369",
    "1q2w3e4r",
    "1q2w3e4r5t",
    "1qaz2wsx",
    "1qaz2wsx3edc",
    "5201314520",
    "789456123",
    "a1234567",
    "a12345678",
    "a123456789",
    "aa123456",
    "aa12345678",
    "abc12345",
    "abc123456",
    "abcd1234",
    "admin123",
    "admin888",
    "administrator",
    "anquan123",
    "anquan888",
    "asdfghjkl",
    "baseball",
    "football",
    "iloveyou",
    "passw0rd",
    "p@ssw0rd",
    "password",
    "password1",
    "password123",
    "princess",
    "qazwsxedc",
    "qwer1234",
    "qwerty123",
    "qwertyui",
    "qwertyuiop",
    "sunshine",
    "welcome1",
    "woaini1314",
    "woaini520",
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_anybody_would_try_is_refused() {
        let logins = ["GB0042-7781", "13800138000"];
        let too_short = Some(PasswordFault::TooShort { least: 8 });
        let cases = [
            ("", too_short),
            ("a7$kQ2p", too_short),
            ("安全带高挂低用", too_short),
            ("13800138000", Some(PasswordFault::SameAsLogin)),
            ("gb0042-7781 ", Some(PasswordFault::SameAsLogin)),
            ("12345678", Some(PasswordFault::Common)),
            ("87654321", Some(PasswordFault::Common)),
            ("99999999", Some(PasswordFault::Common)),
            ("abcdefgh", Some(PasswordFault::Common)),
            ("Password123", Some(PasswordFault::Common)),
            ("安全带要高挂低用", None),
            ("correct horse", None),
            ("gb0042-7781x", None),
        ];
        for (password, expected) in cases {
            assert_eq!(fault(password, &logins), expected, "{password}");
        }
        assert_eq!(fault(&"长短".repeat(65), &logins), Some(PasswordFault::TooLong { most: 128 }));
    }

    #[test]
    fn the_list_holds_only_what_no_other_rule_refuses() {
        for password in COMMON {
            assert!(password.chars().count() >= SHORTEST && !is_run(password), "{password}");
            assert_eq!(password, password.to_lowercase());
        }
    }
}
