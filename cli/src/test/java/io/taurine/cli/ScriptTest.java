package io.taurine.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** When the script builds and what it runs, in a tree of its own with a Maven and a Java that only say what they were told. */
class ScriptTest {

    @TempDir
    Path root = Path.of("");

    @BeforeEach
    void plantATree() throws IOException {
        executable("taurine", Files.readString(Path.of("..", "taurine")));
        write("pom.xml", "");
        write("cli/pom.xml", "");
        write("cli/src/main/java/A.java", "");
        write("worker/src/main/java/B.java", "");
        executable("bin/java", "#!/bin/sh\necho \"java $*\"\n");
        executable(
                "bin/mvn",
                "#!/bin/sh\necho \"mvn $*\" >> " + root.resolve("mvn.log") + "\nmkdir -p cli/target\n"
                        + "touch cli/target/taurine-cli.jar\necho pom.xml > cli/target/classpath\n");
    }

    @Test
    void buildsOnceAndRunsWhatItWasTold() {
        var first = run("counts", "mail queue", "--json");
        var second = run("counts", "mail");

        assertThat(first.exitCode()).isZero();
        assertThat(first.err().lines()).containsExactly("taurine: building, this takes a moment ...");
        assertThat(first.out()).contains("io.taurine.cli.Main counts mail queue --json");
        assertThat(second.err()).isEmpty();
        assertThat(builds()).hasSize(1);
        assertThat(builds().get(0))
                .contains("-pl cli -am", "-Dtaurine.errorprone=")
                .endsWith("package");
    }

    @Test
    void buildsAgainWhenASourceIsNewer() throws IOException {
        run("--help");
        age("cli/target/classpath");

        assertThat(run("--help").err()).contains("building");
        assertThat(run("--help").err()).isEmpty();
        assertThat(builds()).hasSize(2);
    }

    @Test
    void buildsAgainWhenALibraryIsGone() throws IOException {
        run("--help");
        write("cli/target/classpath", root.resolve("gone.jar").toString());

        assertThat(run("--help").err()).contains("building");
    }

    @Test
    void doesNotBuildWhenToldNotTo() throws IOException {
        run("--help");
        age("cli/target/classpath");

        var run = script(List.of("TAURINE_NO_BUILD=1"), "--help");

        assertThat(run.exitCode()).isZero();
        assertThat(builds()).hasSize(1);
    }

    @Test
    void hasTheNextMavenBuildCompileAndCheckAllOfItAgain() throws IOException {
        write("worker/target/maven-status/files.lst", "");

        run("--help");

        assertThat(root.resolve("worker/target/maven-status")).doesNotExist();
    }

    @Test
    void showsTheErrorsOfAFailedBuild() throws IOException {
        executable("bin/mvn", "#!/bin/sh\necho '[INFO] much'\necho '[ERROR] A.java:[1,1] ; expected'\nexit 1\n");

        var run = run("--help");

        assertThat(run.exitCode()).isEqualTo(ExitCode.FAULT);
        assertThat(run.out()).isEmpty();
        assertThat(run.err())
                .contains("A.java:[1,1] ; expected", "the build failed")
                .doesNotContain("much");
    }

    @Test
    void takesOverFromABuildThatDied() throws IOException {
        write("cli/target/taurine-build.lock/pid", "999999999");

        assertThat(run("--help").exitCode()).isZero();
        assertThat(root.resolve("cli/target/taurine-build.lock")).doesNotExist();
    }

    @Test
    void writesOnlyUnderTarget() throws IOException {
        var before = tree();

        run("--help");

        assertThat(tree())
                .filteredOn(path -> !path.startsWith("cli/target") && !path.equals("mvn.log"))
                .containsExactlyElementsOf(before);
    }

    private List<String> tree() throws IOException {
        try (Stream<Path> files = Files.walk(root)) {
            return files.map(file -> root.relativize(file).toString()).sorted().toList();
        }
    }

    private List<String> builds() {
        try {
            return Files.readAllLines(root.resolve("mvn.log"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void age(String file) throws IOException {
        Files.setLastModifiedTime(root.resolve(file), FileTime.from(Instant.parse("2020-01-01T00:00:00Z")));
    }

    private void write(String file, String text) throws IOException {
        Files.createDirectories(root.resolve(file).getParent());
        Files.writeString(root.resolve(file), text);
    }

    private void executable(String file, String text) throws IOException {
        write(file, text);
        Files.setPosixFilePermissions(root.resolve(file), PosixFilePermissions.fromString("rwxr-xr-x"));
    }

    private Cli.Run run(String... args) {
        return script(List.of(), args);
    }

    private Cli.Run script(List<String> environment, String... args) {
        return Script.run(root.resolve("taurine"), root, environmentWith(environment), args);
    }

    private List<String> environmentWith(List<String> more) {
        return Stream.concat(
                        Stream.of("PATH=" + root.resolve("bin") + ":" + System.getenv("PATH"), "JAVA_HOME="),
                        more.stream())
                .toList();
    }
}
