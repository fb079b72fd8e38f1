package io.taurine.examples;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Every Java block of the documentation is a copy of a region of a file that compiles here: what stands between
 * {@code // snippet: name} and {@code // end}. White space may differ.
 */
class DocSnippetsTest {

    private static final Pattern BLOCK = Pattern.compile("(?ms)^ *```java\\s*?\\n(.*?)^ *```");
    private static final Pattern REGION = Pattern.compile("(?ms)^ *// snippet: ([a-z-]+)\\n(.*?)^ *// end$");
    private static final Pattern LINK = Pattern.compile("]\\(([^)\\s]+)\\)");

    static Stream<Path> pages() {
        return Docs.pages().stream();
    }

    @ParameterizedTest
    @MethodSource("pages")
    void everyJavaBlockIsACopyOfCompiledCode(Path page) {
        var regions = regions();

        for (var block : blocks(page)) {
            assertThat(regions.contains(normal(block)))
                    .as(
                            "a region '// snippet: name … // end' in examples/src equal to this block of %s; change one of"
                                    + " them:\n%s",
                            Docs.ROOT.relativize(page), block)
                    .isTrue();
        }
    }

    @Test
    void everySnippetIsShownSomewhere() {
        var shown = new HashSet<String>();
        Docs.pages().forEach(page -> blocks(page).forEach(block -> shown.add(normal(block))));

        for (var source : Docs.sources()) {
            var region = REGION.matcher(Docs.read(source));
            while (region.find()) {
                assertThat(shown.contains(normal(region.group(2))))
                        .as(
                                "a page shows snippet '%s' of %s; if none needs it, remove its markers",
                                region.group(1), source.getFileName())
                        .isTrue();
            }
        }
    }

    @ParameterizedTest
    @MethodSource("pages")
    void everyLinkToAFileLeadsSomewhere(Path page) {
        var links = LINK.matcher(Docs.read(page));
        while (links.find()) {
            var target = links.group(1).replaceFirst("#.*", "");
            if (!target.isEmpty() && !target.contains("://")) {
                assertThat(page.resolveSibling(target))
                        .as("target of a link in %s", Docs.ROOT.relativize(page))
                        .exists();
            }
        }
    }

    @Test
    void theReadmeStaysShort() {
        assertThat(Docs.read(Docs.ROOT.resolve("README.md")).lines().count()).isLessThan(250);
    }

    private static List<String> blocks(Path page) {
        var blocks = new ArrayList<String>();
        var block = BLOCK.matcher(Docs.read(page));
        while (block.find()) {
            blocks.add(block.group(1));
        }
        return blocks;
    }

    private static Set<String> regions() {
        var regions = new HashSet<String>();
        for (var source : Docs.sources()) {
            var region = REGION.matcher(Docs.read(source));
            while (region.find()) {
                regions.add(normal(region.group(2)));
            }
        }
        return regions;
    }

    /** Indentation and line breaks are the formatter's business. */
    private static String normal(String code) {
        return code.replaceAll("\\s+", "");
    }
}
