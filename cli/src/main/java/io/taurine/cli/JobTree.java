package io.taurine.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/** Lines of a tree with the branches drawn before them. */
final class JobTree {

    private final List<String> lines = new ArrayList<>();

    private JobTree() {}

    static <N> JobTree of(N root, Function<N, List<N>> children, Function<N, String> text) {
        var tree = new JobTree();
        tree.lines.add(text.apply(root));
        tree.add(root, "", children, text);
        return tree;
    }

    private <N> void add(N node, String before, Function<N, List<N>> children, Function<N, String> text) {
        var below = children.apply(node);
        for (int i = 0; i < below.size(); i++) {
            var child = below.get(i);
            var isLast = i == below.size() - 1;
            lines.add(before + (isLast ? "└─ " : "├─ ") + text.apply(child));
            add(child, before + (isLast ? "   " : "│  "), children, text);
        }
    }

    String indented() {
        return "  " + String.join("\n  ", lines);
    }

    @Override
    public String toString() {
        return String.join("\n", lines);
    }
}
