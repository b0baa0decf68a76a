//! What a module says of itself: the section `.modinfo`, a row of `tag=text` strings.

use std::collections::HashMap;

/// The statements of a module, in the order of their tags as written here.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Modinfo {
    /// `MODULE_LICENSE`
    pub license: Option<String>,
    /// `MODULE_AUTHOR`, once or more often
    pub authors: Vec<String>,
    /// `MODULE_DESCRIPTION`
    pub description: Option<String>,
    /// `MODULE_VERSION`
    pub version: Option<String>,
    /// `MODULE_ALIAS`
    pub aliases: Vec<String>,
    /// `MODULE_PARM_DESC`: parameter and text
    pub parameter_texts: HashMap<String, String>,
    /// The type of each parameter, as `modinfo` prints it
    pub parameter_types: HashMap<String, String>,
    /// Every other statement: tag and text
    pub others: Vec<(String, String)>,
}

impl Modinfo {
    /// Reads the bytes of the section. Strings that are not `tag=text` are passed over, as Linux does.
    pub fn parse(section: &[u8]) -> Modinfo {
        let mut info = Modinfo::default();
        for line in section.split(|&byte| byte == 0) {
            let line = String::from_utf8_lossy(line);
            let Some((tag, text)) = line.split_once('=') else { continue };
            let text = text.to_string();
            match tag {
                "license" => info.license = info.license.or(Some(text)),
                "author" => info.authors.push(text),
                "description" => info.description = info.description.or(Some(text)),
                "version" => info.version = info.version.or(Some(text)),
                "alias" => info.aliases.push(text),
                "parm" => insert(&mut info.parameter_texts, &text),
                "parmtype" => insert(&mut info.parameter_types, &text),
                _ => info.others.push((tag.to_string(), text)),
            }
        }
        info
    }

    /// Whether Linux lets the module use symbols that are exported to GPL modules only.
    pub fn is_gpl_compatible(&self) -> bool {
        matches!(
            self.license.as_deref(),
            Some(
                "GPL"
                    | "GPL v2"
                    | "GPL and additional rights"
                    | "Dual BSD/GPL"
                    | "Dual MIT/GPL"
                    | "Dual MPL/GPL"
            )
        )
    }
}

fn insert(into: &mut HashMap<String, String>, text: &str) {
    if let Some((name, text)) = text.split_once(':') {
        into.insert(name.to_string(), text.to_string());
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_each_tag() {
        let info = Modinfo::parse(
            b"license=GPL\0author=A\0author=B\0\0parm=n:how many = much\0parmtype=n:int\0rubbish\0x=1\0",
        );
        assert!(info.is_gpl_compatible());
        assert_eq!(info.authors, ["A", "B"]);
        assert_eq!(info.parameter_texts["n"], "how many = much");
        assert_eq!(info.parameter_types["n"], "int");
        assert_eq!(info.others, [("x".to_string(), "1".to_string())]);
    }

    #[test]
    fn gpl_in_small_letters_is_not_a_licence() {
        assert!(!Modinfo::parse(b"license=gpl\0").is_gpl_compatible());
        assert!(!Modinfo::parse(b"").is_gpl_compatible());
    }
}
