package org.pop3spec.scenario;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.apache.commons.jexl3.JexlExpression;
import org.apache.commons.jexl3.internal.ScriptVisitor;
import org.apache.commons.jexl3.parser.ASTAddNode;
import org.apache.commons.jexl3.parser.ASTAndNode;
import org.apache.commons.jexl3.parser.ASTArguments;
import org.apache.commons.jexl3.parser.ASTArrayAccess;
import org.apache.commons.jexl3.parser.ASTArrayLiteral;
import org.apache.commons.jexl3.parser.ASTDivNode;
import org.apache.commons.jexl3.parser.ASTEQNode;
import org.apache.commons.jexl3.parser.ASTERNode;
import org.apache.commons.jexl3.parser.ASTFalseNode;
import org.apache.commons.jexl3.parser.ASTFunctionNode;
import org.apache.commons.jexl3.parser.ASTGENode;
import org.apache.commons.jexl3.parser.ASTGTNode;
import org.apache.commons.jexl3.parser.ASTIdentifier;
import org.apache.commons.jexl3.parser.ASTJexlScript;
import org.apache.commons.jexl3.parser.ASTLENode;
import org.apache.commons.jexl3.parser.ASTLTNode;
import org.apache.commons.jexl3.parser.ASTModNode;
import org.apache.commons.jexl3.parser.ASTMulNode;
import org.apache.commons.jexl3.parser.ASTNENode;
import org.apache.commons.jexl3.parser.ASTNotNode;
import org.apache.commons.jexl3.parser.ASTNumberLiteral;
import org.apache.commons.jexl3.parser.ASTOrNode;
import org.apache.commons.jexl3.parser.ASTRangeNode;
import org.apache.commons.jexl3.parser.ASTReference;
import org.apache.commons.jexl3.parser.ASTReferenceExpression;
import org.apache.commons.jexl3.parser.ASTStringLiteral;
import org.apache.commons.jexl3.parser.ASTSubNode;
import org.apache.commons.jexl3.parser.ASTTernaryNode;
import org.apache.commons.jexl3.parser.ASTTrueNode;
import org.apache.commons.jexl3.parser.ASTUnaryMinusNode;
import org.apache.commons.jexl3.parser.ASTUnaryPlusNode;
import org.apache.commons.jexl3.parser.JexlNode;
import org.jspecify.annotations.Nullable;

/** Goes through a parsed expression: lets pass what the language has, and notes what it uses. */
final class ExpressionSyntax extends ScriptVisitor {
    private static final Set<Class<? extends JexlNode>> ALLOWED = Set.of(
            ASTJexlScript.class,
            ASTReference.class,
            ASTReferenceExpression.class,
            ASTIdentifier.class,
            ASTFunctionNode.class,
            ASTArguments.class,
            ASTArrayAccess.class,
            ASTArrayLiteral.class,
            ASTStringLiteral.class,
            ASTNumberLiteral.class,
            ASTTrueNode.class,
            ASTFalseNode.class,
            ASTTernaryNode.class,
            ASTOrNode.class,
            ASTAndNode.class,
            ASTNotNode.class,
            ASTEQNode.class,
            ASTNENode.class,
            ASTLTNode.class,
            ASTLENode.class,
            ASTGTNode.class,
            ASTGENode.class,
            ASTAddNode.class,
            ASTSubNode.class,
            ASTMulNode.class,
            ASTDivNode.class,
            ASTModNode.class,
            ASTUnaryMinusNode.class,
            ASTUnaryPlusNode.class);

    private static final Set<Class<? extends JexlNode>> COMPARISONS = Set.of(
            ASTEQNode.class, ASTNENode.class, ASTLTNode.class, ASTLENode.class, ASTGTNode.class, ASTGENode.class);

    private final String source;
    private final List<ExpressionUse.NameUse> names = new ArrayList<>();
    private final Set<String> functions = new TreeSet<>();
    private int searchedTo;

    ExpressionSyntax(String source) {
        this.source = source;
    }

    /** @throws RefusedExpression for anything that the language doesn't have */
    ExpressionUse check(JexlExpression expression) {
        visitExpression(expression, this);
        return new ExpressionUse(names, functions);
    }

    @Override
    protected @Nullable Object visitNode(JexlNode node, Object data) {
        if (!ALLOWED.contains(node.getClass())) {
            throw refused(node);
        }
        if (node instanceof ASTFunctionNode) {
            function(node, data);
            return null;
        }
        if (node instanceof ASTIdentifier identifier) {
            name(identifier);
        } else if (node instanceof ASTNumberLiteral number && !number.isInteger()) {
            throw at(node, "numbers are whole", "");
        } else if (node instanceof ASTStringLiteral string
                && string.getLiteral().chars().anyMatch(c -> c > 0xFF)) {
            throw at(node, "a string is made of octets, up to \\u00FF", "");
        } else if (COMPARISONS.contains(node.getClass()) && node.jjtGetChild(0) instanceof ASTNotNode) {
            throw at(
                    node.jjtGetChild(0),
                    "'not' takes the value right after it, not the comparison",
                    "not (a == b), or a != b");
        } else if (node instanceof ASTTernaryNode && node.jjtGetNumChildren() != 3) {
            throw at(node, "a choice has three parts", "condition ? one : other");
        } else if (node instanceof ASTJexlScript && node.jjtGetNumChildren() != 1) {
            throw at(node, "there is no expression", "an expression such as count + 1");
        }
        return super.visitNode(node, data);
    }

    private void function(JexlNode node, Object data) {
        if (!(node.jjtGetChild(0) instanceof ASTIdentifier identifier)
                || !(node.jjtGetChild(1) instanceof ASTArguments arguments)
                || identifier.getNamespace() != null) {
            throw refused(node);
        }
        String name = BuiltIns.publicName(identifier.getName());
        int offset = find(name);
        Integer arity = BuiltIns.arities().get(name);
        if (arity == null) {
            throw new RefusedExpression(
                    offset,
                    name.length(),
                    "there is no function '" + name + "'",
                    "one of " + String.join(", ", BuiltIns.arities().keySet()),
                    Nearest.to(name, BuiltIns.arities().keySet()).orElse(""));
        }
        int given = arguments.jjtGetNumChildren();
        if (given != arity) {
            throw new RefusedExpression(
                    offset,
                    name.length(),
                    "the function '" + name + "' takes " + arity + (arity == 1 ? " value" : " values") + ", not "
                            + given,
                    "",
                    "");
        }
        functions.add(name);
        arguments.jjtAccept(this, data);
    }

    private void name(ASTIdentifier identifier) {
        if (identifier.getNamespace() != null || !Names.isName(identifier.getName())) {
            throw refused(identifier);
        }
        names.add(new ExpressionUse.NameUse(identifier.getName(), find(identifier.getName())));
    }

    /** The library tells the place of few nodes; words come in the order of the text. */
    private int find(String word) {
        for (int i = searchedTo; i + word.length() <= source.length(); i++) {
            if (source.charAt(i) == '\'') {
                i = endOfString(i);
            } else if (source.startsWith(word, i) && !isWordPart(i - 1) && !isWordPart(i + word.length())) {
                searchedTo = i + word.length();
                return i;
            }
        }
        return 0;
    }

    private int endOfString(int open) {
        int i = open + 1;
        while (i < source.length() && source.charAt(i) != '\'') {
            i += source.charAt(i) == '\\' ? 2 : 1;
        }
        return i;
    }

    private boolean isWordPart(int i) {
        return i >= 0
                && i < source.length()
                && (Character.isLetterOrDigit(source.charAt(i)) || source.charAt(i) == '_');
    }

    private RefusedExpression refused(JexlNode node) {
        if (node instanceof ASTERNode) {
            return at(node, "'=~' is not part of the language", "matches(string, regex) or has(list, value)");
        }
        if (node instanceof ASTRangeNode) {
            return at(node, "'..' is not part of the language", "range(1, 9)");
        }
        return at(node, "this is not part of the language", "values, functions, + - * / %, comparisons, and or not");
    }

    private RefusedExpression at(JexlNode node, String message, String expected) {
        int offset = Math.max(0, Math.min(node.getColumn() - 1, Math.max(0, source.length() - 1)));
        return new RefusedExpression(offset, 1, message, expected, "");
    }
}
