package io.taurine.server.example;

class ExamplesOnLocalRunnerTest extends ExamplesOnRunner {

    ExamplesOnLocalRunnerTest() {
        super("local", setup -> setup);
    }
}
