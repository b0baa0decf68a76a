//! From text to [`crate::tree`]. The grammar is bash's, read by `shuck-parser`; what is not interpreted is refused
//! here, by name, before any of the text is run.

use crate::tree::{Append, Change, Colon, Compound, End, Extent, List, Node, Piece, Redirect, Stream, Word};
use shuck_ast as ast;
use shuck_parser::parser::Parser;
use std::rc::Rc;

/// Why a text is not run.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Refusal {
    /// It is not finished: a quote is open, a `done` is missing.
    Incomplete(String),
    /// It is no text of the grammar.
    Syntax(String),
    /// It is, but what it says is not supported: what, and what to do instead.
    Unsupported(String),
}

impl std::fmt::Display for Refusal {
    fn fmt(&self, f: &mut std::fmt::Formatter) -> std::fmt::Result {
        match self {
            Refusal::Incomplete(what) | Refusal::Syntax(what) => write!(f, "{what}"),
            Refusal::Unsupported(what) => write!(f, "not supported: {what}"),
        }
    }
}

/// The most bytes of a text.
const LONGEST: usize = 1 << 20;

/// The commands of a text.
pub fn parse(source: &str) -> Result<List, Refusal> {
    if source.len() > LONGEST {
        return Err(Refusal::Syntax(format!("the text is longer than {LONGEST} bytes")));
    }
    let result = Parser::new(source).parse();
    if let Some(d) = result.diagnostics.first() {
        let message = d.message.trim_start_matches("syntax error: ");
        let text = format!("line {}: syntax error: {message}", d.span.start.line().max(1));
        return Err(if wants_more(message) { Refusal::Incomplete(text) } else { Refusal::Syntax(text) });
    }
    if let Some(error) = &result.terminal_error {
        return Err(Refusal::Syntax(error.to_string()));
    }
    Lower { source }.list(&result.file.body)
}

/// Whether another line may complete what this message is about.
fn wants_more(message: &str) -> bool {
    [
        "unterminated",
        "empty ",
        "expected command after",
        "expected ')",
        "expected 'd",
        "expected 'esac",
        "expected 'f",
        "expected 't",
        "expected '}",
    ]
    .iter()
    .any(|beginning| message.starts_with(beginning))
        || message.contains("end of")
}

struct Lower<'a> {
    source: &'a str,
}

type Lowered<T> = Result<T, Refusal>;

fn refuse<T>(what: &str) -> Lowered<T> {
    Err(Refusal::Unsupported(what.to_owned()))
}

impl Lower<'_> {
    fn list(&self, list: &ast::StmtSeq) -> Lowered<List> {
        list.stmts.iter().map(|s| self.statement(s)).collect()
    }

    fn statement(&self, s: &ast::Stmt) -> Lowered<Node> {
        let mut node = self.command(&s.command)?;
        let extra = s.redirects.iter().map(|r| self.redirect(r)).collect::<Lowered<Vec<_>>>()?;
        match &mut node {
            Node::Simple { redirects, .. } | Node::Compound(_, redirects) => redirects.extend(extra),
            _ if extra.is_empty() => {}
            _ => node = Node::Compound(Compound::Group(vec![node]), extra),
        }
        if s.negated {
            node = Node::Not(Box::new(node));
        }
        match s.terminator {
            Some(ast::StmtTerminator::Background(ast::BackgroundOperator::Plain)) => {
                let text = s.span.slice(self.source).trim().trim_end_matches('&').trim_end();
                Ok(Node::Background(Box::new(node), text.to_owned()))
            }
            Some(ast::StmtTerminator::Background(_)) => refuse("`&|` and `&!`"),
            Some(ast::StmtTerminator::Semicolon) | None => Ok(node),
        }
    }

    fn command(&self, command: &ast::Command) -> Lowered<Node> {
        let simple = |assignments, words| Node::Simple { assignments, words, redirects: Vec::new() };
        match command {
            ast::Command::Simple(c) => {
                let mut words = Vec::new();
                // A command of assignments alone has an empty, synthetic name.
                if !(c.name.span.slice(self.source).is_empty() && c.args.is_empty()) {
                    words.push(self.word(&c.name)?);
                }
                for w in &c.args {
                    words.push(self.word(w)?);
                }
                Ok(simple(self.assignments(&c.assignments)?, words))
            }
            ast::Command::Builtin(b) => {
                let (name, argument, rest) = match b {
                    ast::BuiltinCommand::Break(c) => ("break", &c.depth, &c.extra_args),
                    ast::BuiltinCommand::Continue(c) => ("continue", &c.depth, &c.extra_args),
                    ast::BuiltinCommand::Return(c) => ("return", &c.code, &c.extra_args),
                    ast::BuiltinCommand::Exit(c) => ("exit", &c.code, &c.extra_args),
                };
                let mut words = vec![vec![Piece::Text(name.to_owned())]];
                for w in argument.iter().chain(rest) {
                    words.push(self.word(w)?);
                }
                Ok(simple(Vec::new(), words))
            }
            ast::Command::Decl(d) => self.declaration(d),
            ast::Command::Binary(b) => {
                let (left, right) = (self.statement(&b.left)?, self.statement(&b.right)?);
                match b.op {
                    ast::BinaryOp::And => Ok(Node::And(Box::new(left), Box::new(right))),
                    ast::BinaryOp::Or => Ok(Node::Or(Box::new(left), Box::new(right))),
                    ast::BinaryOp::PipeAll => refuse("`|&`; use `2>&1 |`"),
                    ast::BinaryOp::Pipe => {
                        // `! A | B` negates the pipeline.
                        let (negated, left) = match left {
                            Node::Not(inner) => (true, *inner),
                            left => (false, left),
                        };
                        let mut stages = match left {
                            Node::Pipe(stages) => stages,
                            one => vec![one],
                        };
                        match right {
                            Node::Pipe(more) => stages.extend(more),
                            one => stages.push(one),
                        }
                        let pipe = Node::Pipe(stages);
                        Ok(if negated { Node::Not(Box::new(pipe)) } else { pipe })
                    }
                }
            }
            ast::Command::Compound(c) => Ok(Node::Compound(self.compound(c)?, Vec::new())),
            ast::Command::Function(f) => {
                let mut names = f.header.static_names();
                match (names.next(), names.next()) {
                    (Some(name), None) => {
                        Ok(Node::Function(name.as_str().to_owned(), Rc::new(self.statement(&f.body)?)))
                    }
                    _ => refuse("a function of several names"),
                }
            }
            ast::Command::AnonymousFunction(_) => refuse("a function without a name"),
        }
    }

    fn declaration(&self, d: &ast::DeclClause) -> Lowered<Node> {
        let variant = d.variant.as_str();
        let mut words = vec![vec![Piece::Text(variant.to_owned())]];
        for operand in &d.operands {
            words.push(match operand {
                ast::DeclOperand::Flag(w) | ast::DeclOperand::Dynamic(w) => self.word(w)?,
                ast::DeclOperand::Name(name) => vec![Piece::Quoted(self.variable(name)?)],
                ast::DeclOperand::Assignment(a) => {
                    let (name, value) = self.assignment(a)?;
                    // The value of a declaration is not split, as between double quotes.
                    vec![Piece::Quoted(format!("{name}=")), Piece::Double(value)]
                }
            });
        }
        Ok(Node::Simple { assignments: self.assignments(&d.assignments)?, words, redirects: Vec::new() })
    }

    fn assignments(&self, all: &[ast::Assignment]) -> Lowered<Vec<(String, Word)>> {
        all.iter().map(|a| self.assignment(a)).collect()
    }

    fn assignment(&self, a: &ast::Assignment) -> Lowered<(String, Word)> {
        let name = self.variable(&a.target)?;
        let ast::AssignmentValue::Scalar(value) = &a.value else { return refuse("arrays") };
        let mut value = self.word(value)?;
        if a.append {
            value.insert(0, Piece::Variable(name.clone()));
        }
        Ok((name, value))
    }

    fn variable(&self, v: &ast::VarRef) -> Lowered<String> {
        match v.subscript {
            Some(_) => refuse("arrays"),
            None => Ok(v.name.as_str().to_owned()),
        }
    }

    fn compound(&self, c: &ast::CompoundCommand) -> Lowered<Compound> {
        use ast::CompoundCommand as C;
        let text = |span: &Option<ast::Span>| {
            span.map_or_else(String::new, |s| s.slice(self.source).trim().to_owned())
        };
        match c {
            C::If(c) => {
                let mut arms = vec![(self.list(&c.condition)?, self.list(&c.then_branch)?)];
                for (condition, body) in &c.elif_branches {
                    arms.push((self.list(condition)?, self.list(body)?));
                }
                let otherwise = c.else_branch.as_ref().map_or(Ok(Vec::new()), |b| self.list(b))?;
                Ok(Compound::If(arms, otherwise))
            }
            C::For(c) => {
                let [target] = c.targets.as_slice() else { return refuse("a loop over several variables") };
                let Some(name) = &target.name else { return refuse("a loop variable that is no name") };
                let words = match &c.words {
                    Some(words) => Some(words.iter().map(|w| self.word(w)).collect::<Lowered<Vec<_>>>()?),
                    None => None,
                };
                Ok(Compound::For(name.as_str().to_owned(), words, self.list(&c.body)?))
            }
            C::ArithmeticFor(c) => {
                let parts = [text(&c.init_span), text(&c.condition_span), text(&c.step_span)];
                Ok(Compound::Count(parts, self.list(&c.body)?))
            }
            C::While(c) => Ok(Compound::While(self.list(&c.condition)?, self.list(&c.body)?)),
            C::Until(c) => Ok(Compound::Until(self.list(&c.condition)?, self.list(&c.body)?)),
            C::Case(c) => {
                let mut arms = Vec::new();
                for item in &c.cases {
                    if item.terminator != ast::CaseTerminator::Break {
                        return refuse("`;&` and `;;&`");
                    }
                    let patterns =
                        item.patterns.iter().map(|p| self.pattern(p)).collect::<Lowered<Vec<_>>>()?;
                    arms.push((patterns, self.list(&item.body)?));
                }
                Ok(Compound::Case(self.word(&c.word)?, arms))
            }
            C::Subshell(list) => Ok(Compound::Subshell(self.list(list)?)),
            C::BraceGroup(list) => Ok(Compound::Group(self.list(list)?)),
            C::Arithmetic(c) => Ok(Compound::Arithmetic(text(&c.expr_span))),
            C::Conditional(_) => refuse("`[[ .. ]]`; use `[ .. ]`"),
            C::Time(_) => refuse("`time`: there is no host time; `uptime` and `dmesg` tell virtual time"),
            C::Select(_) => refuse("`select`"),
            C::Coproc(_) => refuse("`coproc`; use `&`"),
            C::Repeat(_) | C::Foreach(_) | C::Always(_) => refuse("loops of zsh; use `for` or `while`"),
        }
    }

    fn redirect(&self, r: &ast::Redirect) -> Lowered<Redirect> {
        use ast::RedirectKind as K;
        if r.fd_var.is_some() {
            return refuse("`{NAME}>`: only descriptors 0, 1 and 2");
        }
        let stream = |fd: Option<i32>| match fd {
            None | Some(1) => Ok(Stream::Output),
            Some(2) => Ok(Stream::Error),
            Some(fd) => refuse(&format!("file descriptor {fd}: only 0, 1 and 2")),
        };
        if let Some(h) = r.heredoc() {
            return Ok(Redirect::Text(self.document(h)?));
        }
        let Some(word) = r.word_target() else { return refuse("this redirection") };
        match r.kind {
            K::Output | K::Clobber => Ok(Redirect::File(stream(r.fd)?, self.word(word)?, Append::No)),
            K::Append => Ok(Redirect::File(stream(r.fd)?, self.word(word)?, Append::Yes)),
            K::OutputBoth => Ok(Redirect::Both(self.word(word)?, Append::No)),
            K::Input if r.fd.is_none_or(|fd| fd == 0) => Ok(Redirect::Input(self.word(word)?)),
            K::HereString => {
                let mut text = vec![Piece::Double(self.word(word)?)];
                text.push(Piece::Quoted("\n".to_owned()));
                Ok(Redirect::Text(text))
            }
            K::DupOutput => match word.span.slice(self.source).trim() {
                "1" => Ok(Redirect::Same(stream(r.fd)?, Stream::Output)),
                "2" => Ok(Redirect::Same(stream(r.fd)?, Stream::Error)),
                other => match word.render(self.source).as_str() {
                    "1" => Ok(Redirect::Same(stream(r.fd)?, Stream::Output)),
                    "2" => Ok(Redirect::Same(stream(r.fd)?, Stream::Error)),
                    _ => refuse(&format!("`>&{other}`: only descriptors 1 and 2")),
                },
            },
            K::ReadWrite => refuse("`<>`; `ioctl` opens a file for both"),
            _ => refuse("file descriptors other than 0, 1 and 2"),
        }
    }

    fn document(&self, h: &ast::Heredoc) -> Lowered<Word> {
        let rest = self.source.get(h.body.span.end.offset()..).unwrap_or_default();
        let end = rest.trim_start_matches('\n').lines().next().unwrap_or_default();
        if end.trim_start_matches('\t') != h.delimiter.cooked.as_str() {
            let why = format!("syntax error: the text after `<<` is not ended by `{}`", h.delimiter.cooked);
            return Err(Refusal::Incomplete(why));
        }
        let mut word = Vec::new();
        for part in &h.body.parts {
            use ast::HeredocBodyPart as P;
            match &part.kind {
                P::Literal(text) => {
                    let text = text.as_str(self.source, part.span);
                    let mut text = text.to_owned();
                    if h.delimiter.strip_tabs {
                        text = text.split_inclusive('\n').map(|l| l.trim_start_matches('\t')).collect();
                    }
                    word.push(Piece::Quoted(text));
                }
                P::Variable(name) => word.push(Piece::Variable(name.as_str().to_owned())),
                P::CommandSubstitution { body, .. } => word.push(Piece::Command(Rc::new(self.list(body)?))),
                P::ArithmeticExpansion { expression_word_ast, .. } => {
                    word.push(Piece::Arithmetic(self.word(expression_word_ast)?));
                }
                P::Parameter(p) => word.push(self.parameter(p)?),
            }
        }
        Ok(vec![Piece::Double(word)])
    }

    fn word(&self, w: &ast::Word) -> Lowered<Word> {
        let mut word = Vec::new();
        for part in &w.parts {
            self.part(part, &mut word, Place::Open)?;
        }
        Ok(word)
    }

    fn part(&self, part: &ast::WordPartNode, word: &mut Word, place: Place) -> Lowered<()> {
        use ast::WordPart as P;
        let piece = match &part.kind {
            P::Literal(text) => match place {
                Place::Quoted => Piece::Quoted(text.as_str(self.source, part.span).to_owned()),
                Place::Open => {
                    unescape(text.syntax_str(self.source, part.span), word);
                    return Ok(());
                }
            },
            P::SingleQuoted { value, .. } => Piece::Quoted(value.slice(self.source).to_owned()),
            P::DoubleQuoted { parts, .. } => {
                let mut inner = Vec::new();
                for part in parts {
                    self.part(part, &mut inner, Place::Quoted)?;
                }
                Piece::Double(inner)
            }
            P::Variable(name) => Piece::Variable(name.as_str().to_owned()),
            P::CommandSubstitution { body, .. } => Piece::Command(Rc::new(self.list(body)?)),
            P::ArithmeticExpansion { expression_word_ast, .. } => {
                Piece::Arithmetic(self.word(expression_word_ast)?)
            }
            P::Parameter(p) => self.parameter(p)?,
            P::ParameterExpansion { reference, operator, operand_word_ast, colon_variant, .. } => {
                self.operation(reference, operator, operand_word_ast.as_deref(), *colon_variant)?
            }
            P::Length(v) => Piece::Parameter(self.variable(v)?, Box::new(Change::Length)),
            P::Substring { reference, offset_word_ast, length_word_ast, .. } => {
                self.slice(reference, offset_word_ast, length_word_ast.as_deref())?
            }
            P::ArrayAccess(_) | P::ArrayLength(_) | P::ArrayIndices(_) | P::ArraySlice { .. } => {
                return refuse("arrays");
            }
            P::ProcessSubstitution { .. } => return refuse("`<(..)`; use a pipe"),
            P::IndirectExpansion { .. } | P::PrefixMatch { .. } => return refuse("`${!..}`"),
            P::Transformation { .. } => return refuse("`${..@..}`"),
            P::ZshQualifiedGlob(_) => return refuse("patterns of zsh"),
        };
        word.push(piece);
        Ok(())
    }

    fn parameter(&self, p: &ast::ParameterExpansion) -> Lowered<Piece> {
        use ast::BourneParameterExpansion as B;
        match p.bourne() {
            Some(B::Access { reference }) => Ok(Piece::Variable(self.variable(reference)?)),
            Some(B::Length { reference }) => {
                Ok(Piece::Parameter(self.variable(reference)?, Box::new(Change::Length)))
            }
            Some(B::Operation { reference, operator, operand_word_ast, colon_variant, .. }) => {
                self.operation(reference, operator, operand_word_ast.as_deref(), *colon_variant)
            }
            Some(B::Slice { reference, offset_word_ast, length_word_ast, .. }) => {
                self.slice(reference, offset_word_ast, length_word_ast.as_deref())
            }
            _ => refuse(&format!("`${{{}}}`", p.raw_body.slice(self.source))),
        }
    }

    fn slice(&self, name: &ast::VarRef, offset: &ast::Word, length: Option<&ast::Word>) -> Lowered<Piece> {
        let length = match length {
            Some(word) => Some(self.word(word)?),
            None => None,
        };
        Ok(Piece::Parameter(self.variable(name)?, Box::new(Change::Slice(self.word(offset)?, length))))
    }

    fn operation(
        &self,
        name: &ast::VarRef,
        operator: &ast::ParameterOp,
        operand: Option<&ast::Word>,
        colon: bool,
    ) -> Lowered<Piece> {
        use ast::ParameterOp as O;
        let colon = if colon { Colon::Given } else { Colon::Absent };
        let operand = operand.map_or(Ok(Vec::new()), |w| self.word(w))?;
        let remove = |end, extent, pattern| Ok(Change::Remove(end, extent, self.pattern(pattern)?));
        let change = match operator {
            O::UseDefault => Change::Default(colon, operand),
            O::AssignDefault => Change::Assign(colon, operand),
            O::UseReplacement => Change::Alternative(colon, operand),
            O::Error => Change::Error(colon, operand),
            O::RemovePrefixShort { pattern } => remove(End::Front, Extent::Least, pattern)?,
            O::RemovePrefixLong { pattern } => remove(End::Front, Extent::Most, pattern)?,
            O::RemoveSuffixShort { pattern } => remove(End::Back, Extent::Least, pattern)?,
            O::RemoveSuffixLong { pattern } => remove(End::Back, Extent::Most, pattern)?,
            O::ReplaceFirst { pattern, replacement_word_ast, .. } => {
                Change::Replace(Extent::Least, self.pattern(pattern)?, self.word(replacement_word_ast)?)
            }
            O::ReplaceAll { pattern, replacement_word_ast, .. } => {
                Change::Replace(Extent::Most, self.pattern(pattern)?, self.word(replacement_word_ast)?)
            }
            O::UpperFirst | O::UpperAll | O::LowerFirst | O::LowerAll => {
                return refuse("`${..^}` and `${..,}`");
            }
        };
        Ok(Piece::Parameter(self.variable(name)?, Box::new(change)))
    }

    fn pattern(&self, p: &ast::Pattern) -> Lowered<Word> {
        let mut word = Vec::new();
        for part in &p.parts {
            match &part.kind {
                ast::PatternPart::Literal(text) => {
                    unescape(text.syntax_str(self.source, part.span), &mut word)
                }
                ast::PatternPart::AnyString => word.push(Piece::Text("*".to_owned())),
                ast::PatternPart::AnyChar => word.push(Piece::Text("?".to_owned())),
                ast::PatternPart::CharClass(text) => {
                    word.push(Piece::Text(text.slice(self.source).to_owned()));
                }
                ast::PatternPart::Word(w) => word.extend(self.word(w)?),
                ast::PatternPart::Group { .. } => return refuse("patterns like `@(..)`"),
            }
        }
        Ok(word)
    }
}

/// Where a piece of text stands.
#[derive(Clone, Copy)]
enum Place {
    /// Between double quotes.
    Quoted,
    /// Outside of quotes.
    Open,
}

/// Text outside of quotes: a backslash quotes what follows.
fn unescape(raw: &str, word: &mut Word) {
    let mut text = String::new();
    let mut characters = raw.chars();
    while let Some(c) = characters.next() {
        if c != '\\' {
            text.push(c);
            continue;
        }
        if !text.is_empty() {
            word.push(Piece::Text(std::mem::take(&mut text)));
        }
        match characters.next() {
            // A line goes on.
            Some('\n') => {}
            Some(c) => word.push(Piece::Quoted(c.to_string())),
            None => text.push('\\'),
        }
    }
    if !text.is_empty() {
        word.push(Piece::Text(text));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_that_is_not_finished_is_known() {
        for text in [
            "if true; then",
            "for i in 1 2; do",
            "for i in 1 2; do echo",
            "while true; do\n echo x",
            "echo 'a",
            "echo \"a",
            "echo $(ls",
            "a &&",
            "a |",
            "cat <<E\na",
            "f() {",
            "case x in",
            "{ echo",
            "( echo",
        ] {
            assert!(matches!(parse(text), Err(Refusal::Incomplete(_))), "{text}: {:?}", parse(text));
        }
        for text in
            ["echo", "cat <<E\na\nE\n", "cat <<E\na\nE", "cat <<E\nE", "", "# comment", "a;", "f() { a; }"]
        {
            assert!(parse(text).is_ok(), "{text}: {:?}", parse(text));
        }
        for text in [")", "fi", "done", "| a"] {
            assert!(matches!(parse(text), Err(Refusal::Syntax(_))), "{text}: {:?}", parse(text));
        }
    }

    #[test]
    fn what_is_not_supported_is_named() {
        for (text, word) in [
            ("[[ a ]]", "[["),
            ("time ls", "time"),
            ("a=(1 2)", "arrays"),
            ("cat <(ls)", "<("),
            ("exec 3</dev/x", "descriptors"),
            ("coproc ls", "coproc"),
            ("a |& b", "|&"),
        ] {
            match parse(text) {
                Err(Refusal::Unsupported(what)) => assert!(what.contains(word), "{text}: {what}"),
                other => panic!("{text}: {other:?}"),
            }
        }
    }

    #[test]
    fn what_nests_too_deep_is_refused() {
        for text in ["(".repeat(10_000), "$(".repeat(10_000), "if ".repeat(10_000), "{ ".repeat(10_000)] {
            assert!(parse(&text).is_err());
        }
    }
}
