package io.taurine.server.example;

import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;

class ExamplesOnLocalRunnerTest extends ExamplesOnRunner {

    ExamplesOnLocalRunnerTest(@TempDir Path folder) {
        super("local", setup -> setup, folder);
    }
}
