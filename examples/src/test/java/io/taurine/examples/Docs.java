package io.taurine.examples;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** Where the documentation of this repository lies, and how it is read. */
final class Docs {

    /** The top of the repository; Surefire sets basedir, an IDE runs in the module or at the top. */
    static final Path ROOT = root();

    private Docs() {}

    private static Path root() {
        var here = Path.of(System.getProperty("basedir", "")).toAbsolutePath();
        return Files.exists(here.resolve("examples/pom.xml"))
                ? here
                : here.resolve("..").normalize();
    }

    /** README.md, what else stands in Markdown at the top, and everything below docs. */
    static List<Path> pages() {
        var pages = new ArrayList<Path>();
        pages.addAll(files(ROOT, 1, ".md"));
        pages.addAll(files(ROOT.resolve("docs"), 5, ".md"));
        return pages;
    }

    /** The Java files of this module, tests included. */
    static List<Path> sources() {
        return files(ROOT.resolve("examples/src"), 20, ".java");
    }

    static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static List<Path> files(Path folder, int depth, String ending) {
        try (Stream<Path> found = Files.walk(folder, depth)) {
            return found.filter(file -> file.toString().endsWith(ending))
                    .sorted()
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
