"""From tokens to the trees of a template: its own, under the name "", and one for each `define` and `block`."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from teahouse.engine.go_template.errors import TemplateLimitError, TemplateSyntaxError
from teahouse.engine.go_template.lexer import Token, TokenKind, quote_text, read_tokens
from teahouse.engine.go_template.limits import DEEPEST, LARGEST_TEMPLATE
from teahouse.engine.go_template.literals import read_number, unquote_string
from teahouse.engine.go_template.nodes import (
    ActionNode,
    Argument,
    BoolNode,
    BranchNode,
    ChainNode,
    CommandNode,
    DotNode,
    FieldNode,
    IdentifierNode,
    ListNode,
    LoopNode,
    NilNode,
    Node,
    NumberNode,
    PipeNode,
    StringNode,
    TemplateNode,
    TextNode,
    VariableNode,
)

_CONTROLS = {TokenKind.IF: "if", TokenKind.RANGE: "range", TokenKind.WITH: "with"}
_LOOPS = {TokenKind.BREAK: "break", TokenKind.CONTINUE: "continue"}
_NUMBERS = frozenset((TokenKind.CHAR_CONSTANT, TokenKind.COMPLEX, TokenKind.NUMBER))
_STRINGS = frozenset((TokenKind.STRING, TokenKind.RAW_STRING))
_OPERANDS = frozenset(
    (
        TokenKind.BOOL,
        TokenKind.DOT,
        TokenKind.FIELD,
        TokenKind.IDENTIFIER,
        TokenKind.NIL,
        TokenKind.VARIABLE,
        TokenKind.LEFT_PAREN,
        *_NUMBERS,
        *_STRINGS,
    )
)
_VALUES = (BoolNode, DotNode, NilNode, NumberNode, StringNode)


def parse_trees(text: str, functions: Collection[str]) -> Mapping[str, ListNode]:
    """The trees by name; `functions` are the names that may be called. Raises `TemplateSyntaxError`."""
    if len(text) > LARGEST_TEMPLATE:
        raise TemplateSyntaxError(f"template: : the text is longer than {LARGEST_TEMPLATE} characters")
    parser = _Parser(text, functions)
    parser.read_all()
    return parser.trees


def is_empty(tree: Node) -> bool:
    """Whether a tree has nothing but white space."""
    if isinstance(tree, ListNode):
        return all(map(is_empty, tree.nodes))
    return isinstance(tree, TextNode) and not tree.text.strip()


class _Parser:
    """Reads the tokens once, with a look ahead of at most three."""

    def __init__(self, text: str, functions: Collection[str]) -> None:
        self.trees: dict[str, ListNode] = {}
        self._text = text
        self._tokens = read_tokens(text)
        self._at = 0  # the next token
        self._seen = 0  # the furthest token looked at; errors name its line
        self._functions = functions
        self._variables = ["$"]
        self._action_line = 0
        self._loops = 0
        self._depth = 0

    def read_all(self) -> None:
        position, nodes = self._peek_token().position, list[Node]()
        while self._peek_token().kind is not TokenKind.EOF:
            if self._peek_token().kind is TokenKind.LEFT_DELIM:
                start = self._at
                self._next_token()
                if self._next_visible().kind is TokenKind.DEFINE:
                    self._read_definition()
                    continue
                self._at = start
            node = self._read_node()
            if isinstance(node, Token):
                raise self._build_error(f"unexpected {_describe_end(node)}")
            nodes.append(node)
        self._add_tree("", ListNode(position, tuple(nodes)))

    # Tokens.

    def _peek_token(self) -> Token:
        at = min(self._at, len(self._tokens) - 1)
        self._seen = max(self._seen, at)
        return self._tokens[at]

    def _next_token(self) -> Token:
        token = self._peek_token()
        self._at += 1
        return token

    def _next_visible(self) -> Token:
        token = self._next_token()
        while token.kind is TokenKind.SPACE:
            token = self._next_token()
        return token

    def _peek_visible(self) -> Token:
        token = self._next_visible()
        self._at -= 1
        return token

    def _expect_token(self, kinds: Collection[TokenKind], context: str) -> Token:
        token = self._next_visible()
        if token.kind not in kinds:
            raise self._build_refusal(token, context)
        return token

    # Errors.

    def _build_error(self, message: str) -> TemplateSyntaxError:
        """An error at the token read last; its words name the line of the furthest one, as Go's do."""
        token = self._tokens[min(max(self._at - 1, 0), len(self._tokens) - 1)]
        column = token.position - self._text.rfind("\n", 0, token.position)
        return TemplateSyntaxError(f"template: :{self._tokens[self._seen].line}: {message}", token.line, column)

    def _build_refusal(self, token: Token, context: str) -> TemplateSyntaxError:
        if token.kind is not TokenKind.ERROR:
            return self._build_error(f"unexpected {_describe_token(token)} in {context}")
        extra = ""
        if self._action_line not in (0, token.line):
            extra = f" started at :{self._action_line}" if token.text.endswith(" action") else ""
            extra = extra or f" in action started at :{self._action_line}"
        return self._build_error(f"{token.text}{extra}")

    def _enter_level(self) -> None:
        """Count a level of blocks or parentheses; `_depth` is set back by the one who entered."""
        self._depth += 1
        if self._depth > DEEPEST:
            token = self._tokens[self._seen]
            message = f"template: :{token.line}: blocks and parentheses are nested deeper than {DEEPEST} levels"
            raise TemplateLimitError(message, token.line)

    # Trees.

    def _add_tree(self, name: str, root: ListNode) -> None:
        known = self.trees.get(name)
        if known is None or is_empty(known):
            self.trees[name] = root
        elif not is_empty(root):
            raise self._build_error(f"template: multiple definition of template {quote_text(name)}")

    def _read_definition(self) -> None:
        context = "define clause"
        name = self._unquote_text(self._expect_token(_STRINGS, context).text)
        self._expect_token((TokenKind.RIGHT_DELIM,), context)
        self._read_named(name, context)

    def _read_named(self, name: str, context: str) -> None:
        """The body of a `define` or a `block`, which sees no variable and no loop around it."""
        outside = self._variables, self._loops
        self._variables, self._loops = ["$"], 0
        self._enter_level()
        root, end = self._read_list()
        self._depth -= 1
        if end.kind is not TokenKind.END:
            raise self._build_error(f"unexpected {_describe_end(end)} in {context}")
        self._add_tree(name, root)
        self._variables, self._loops = outside

    def _unquote_text(self, quoted: str) -> str:
        try:
            return unquote_string(quoted)
        except ValueError as error:
            raise self._build_error(str(error)) from None

    def _read_list(self) -> tuple[ListNode, Token]:
        """Nodes up to an `end` or `else`, which is returned, too; its action has been read, but for `else if`."""
        position, nodes = self._peek_visible().position, list[Node]()
        while self._peek_visible().kind is not TokenKind.EOF:
            node = self._read_node()
            if isinstance(node, Token):
                return ListNode(position, tuple(nodes)), node
            nodes.append(node)
        raise self._build_error("unexpected EOF")

    def _read_node(self) -> Node | Token:
        token = self._next_visible()
        if token.kind is TokenKind.TEXT:
            return TextNode(token.position, token.text)
        if token.kind is not TokenKind.LEFT_DELIM:
            raise self._build_refusal(token, "input")
        self._action_line = token.line
        node = self._read_action()
        self._action_line = 0
        return node

    def _read_action(self) -> Node | Token:
        token = self._next_visible()
        if token.kind in _CONTROLS:
            return self._read_control(_CONTROLS[token.kind])
        if token.kind in _LOOPS:
            return self._read_loop(token, _LOOPS[token.kind])
        if token.kind is TokenKind.BLOCK:
            return self._read_block()
        if token.kind is TokenKind.TEMPLATE:
            return self._read_template()
        if token.kind is TokenKind.END:
            self._expect_token((TokenKind.RIGHT_DELIM,), "end")
            return token
        if token.kind is TokenKind.ELSE:
            if self._peek_visible().kind not in (TokenKind.IF, TokenKind.WITH):
                self._expect_token((TokenKind.RIGHT_DELIM,), "else")
            return token
        self._at -= 1
        return ActionNode(self._peek_token().position, self._read_pipeline("command", TokenKind.RIGHT_DELIM))

    def _read_loop(self, token: Token, keyword: str) -> LoopNode:
        following = self._next_visible()
        if following.kind is not TokenKind.RIGHT_DELIM:
            raise self._build_refusal(following, f"{{{{{keyword}}}}}")
        if not self._loops:
            raise self._build_error(f"{{{{{keyword}}}}} outside {{{{range}}}}")
        return LoopNode(token.position, keyword)

    def _read_control(self, keyword: str) -> BranchNode:
        variables = len(self._variables)
        self._enter_level()
        pipe = self._read_pipeline(keyword, TokenKind.RIGHT_DELIM)
        self._loops += keyword == "range"
        body, end = self._read_list()
        self._loops -= keyword == "range"
        otherwise = None if end.kind is TokenKind.END else self._read_else(keyword, end)
        self._depth -= 1
        del self._variables[variables:]
        return BranchNode(pipe.position, keyword, pipe, body, otherwise)

    def _read_else(self, keyword: str, found: Token) -> ListNode:
        following = self._peek_token().kind
        if following in (TokenKind.IF, TokenKind.WITH) and _CONTROLS[following] == keyword:
            self._next_token()
            return ListNode(found.position, (self._read_control(keyword),))
        otherwise, end = self._read_list()
        if end.kind is not TokenKind.END:
            raise self._build_error(f"expected end; found {_describe_end(end)}")
        return otherwise

    def _read_block(self) -> TemplateNode:
        context = "block clause"
        token = self._next_visible()
        name = self._read_template_name(token, context)
        pipe = self._read_pipeline(context, TokenKind.RIGHT_DELIM)
        self._read_named(name, context)
        return TemplateNode(token.position, name, pipe)

    def _read_template(self) -> TemplateNode:
        context = "template clause"
        token = self._next_visible()
        name = self._read_template_name(token, context)
        if self._next_visible().kind is TokenKind.RIGHT_DELIM:
            return TemplateNode(token.position, name, None)
        self._at -= 1
        return TemplateNode(token.position, name, self._read_pipeline(context, TokenKind.RIGHT_DELIM))

    def _read_template_name(self, token: Token, context: str) -> str:
        if token.kind not in _STRINGS:
            raise self._build_refusal(token, context)
        return self._unquote_text(token.text)

    # Pipelines.

    def _read_pipeline(self, context: str, end: TokenKind) -> PipeNode:
        position = self._peek_visible().position
        declared, assigns = self._read_declarations(context)
        commands: list[CommandNode] = []
        while True:
            token = self._next_visible()
            if token.kind is end:
                break
            if token.kind not in _OPERANDS:
                raise self._build_refusal(token, context)
            self._at -= 1
            commands.append(self._read_command())
        if not commands:
            raise self._build_error(f"missing value for {context}")
        for stage, command in enumerate(commands[1:], 2):
            if isinstance(command.arguments[0], _VALUES):
                raise self._build_error(f"non executable command in pipeline stage {stage}")
        return PipeNode(position, declared, assigns, tuple(commands))

    def _read_declarations(self, context: str) -> tuple[tuple[VariableNode, ...], bool]:
        """The variables before `:=` or `=`, and whether it was `=`."""
        declared: list[VariableNode] = []
        while self._peek_visible().kind is TokenKind.VARIABLE:
            start = self._at
            variable = self._next_token()
            following = self._next_visible()
            if following.kind in (TokenKind.ASSIGN, TokenKind.DECLARE):
                declared.append(self._declare_variable(variable))
                return tuple(declared), following.kind is TokenKind.ASSIGN
            if not (following.kind is TokenKind.CHAR and following.text == ","):
                self._at = start
                break
            declared.append(self._declare_variable(variable))
            if context != "range" or len(declared) > 1:
                raise self._build_error(f"too many declarations in {context}")
            if self._peek_visible().kind not in (TokenKind.VARIABLE, TokenKind.RIGHT_DELIM, TokenKind.RIGHT_PAREN):
                raise self._build_error("range can only initialize variables")
        return tuple(declared), False

    def _declare_variable(self, token: Token) -> VariableNode:
        self._variables.append(token.text)
        return VariableNode(token.position, (token.text,))

    def _read_command(self) -> CommandNode:
        position, arguments = self._peek_visible().position, []
        while True:
            self._peek_visible()  # spaces are left behind
            operand = self._read_operand()
            if operand is not None:
                arguments.append(operand)
            token = self._next_token()
            if token.kind is TokenKind.SPACE:
                continue
            if token.kind in (TokenKind.RIGHT_DELIM, TokenKind.RIGHT_PAREN):
                self._at -= 1
            elif token.kind is not TokenKind.PIPE:
                raise self._build_refusal(token, "operand")
            break
        if not arguments:
            raise self._build_error("empty command")
        return CommandNode(position, tuple(arguments))

    def _read_operand(self) -> Argument | None:
        """A term and the fields behind it; None where none stands."""
        term = self._read_term()
        if term is None or self._peek_token().kind is not TokenKind.FIELD:
            return term
        position, names = self._peek_token().position, []
        while self._peek_token().kind is TokenKind.FIELD:
            names.append(self._next_token().text[1:])
        if isinstance(term, FieldNode):
            return FieldNode(position, (*term.names, *names))
        if isinstance(term, VariableNode):
            return VariableNode(position, (*term.names, *names))
        if isinstance(term, _VALUES):
            raise self._build_error(f"unexpected . after term {quote_text(str(term))}")
        return ChainNode(position, term, tuple(names))

    def _read_term(self) -> Argument | None:
        token = self._next_visible()
        kind, position, text = token.kind, token.position, token.text
        if kind is TokenKind.FIELD:
            return FieldNode(position, (text[1:],))
        if kind is TokenKind.VARIABLE:
            if text not in self._variables:
                raise self._build_error(f"undefined variable {quote_text(text)}")
            return VariableNode(position, (text,))
        if kind is TokenKind.IDENTIFIER:
            if text not in self._functions:
                raise self._build_error(f"function {quote_text(text)} not defined")
            return IdentifierNode(position, text)
        if kind is TokenKind.LEFT_PAREN:
            self._enter_level()
            pipe = self._read_pipeline("parenthesized pipeline", TokenKind.RIGHT_PAREN)
            self._depth -= 1
            return pipe
        return self._read_value(token)

    def _read_value(self, token: Token) -> Argument | None:
        kind, position, text = token.kind, token.position, token.text
        if kind in _STRINGS:
            return StringNode(position, text, self._unquote_text(text))
        if kind in _NUMBERS:
            try:
                return read_number(position, text, kind)
            except ValueError as error:
                raise self._build_error(str(error)) from None
        if kind is TokenKind.DOT:
            return DotNode(position)
        if kind is TokenKind.BOOL:
            return BoolNode(position, text == "true")
        if kind is TokenKind.NIL:
            return NilNode(position)
        self._at -= 1
        return None


def _describe_token(token: Token) -> str:
    if token.kind is TokenKind.EOF:
        return "EOF"
    if token.is_keyword:
        return f"<{token.text}>"
    return f"{quote_text(token.text[:10])}..." if len(token.text.encode()) > 10 else quote_text(token.text)


def _describe_end(token: Token) -> str:
    return f"{{{{{token.text}}}}}"
