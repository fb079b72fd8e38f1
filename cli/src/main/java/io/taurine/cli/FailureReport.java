package io.taurine.cli;

import io.taurine.embedded.EmbeddedRedisException;
import io.taurine.job.PayloadException;
import io.taurine.job.TaurineException;
import io.taurine.queue.connection.RedisReplyException;
import io.taurine.queue.connection.RedisUnavailableException;
import picocli.CommandLine;
import picocli.CommandLine.IExecutionExceptionHandler;
import picocli.CommandLine.IParameterExceptionHandler;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;

/** Turns whatever went wrong into one line on standard error and an exit code. */
final class FailureReport implements IExecutionExceptionHandler, IParameterExceptionHandler {

    private final Program taurine;

    FailureReport(Program taurine) {
        this.taurine = taurine;
    }

    @Override
    public int handleParseException(ParameterException failure, String[] args) {
        if (args.length == 0) {
            failure.getCommandLine().usage(taurine.surroundings().err());
            return ExitCode.USAGE;
        }
        var command = failure.getCommandLine().getCommandSpec().qualifiedName(" ");
        return report(failure, Text.oneLine(failure.getMessage()) + "; see " + command + " --help", ExitCode.USAGE);
    }

    @Override
    public int handleExecutionException(Exception failure, CommandLine commandLine, ParseResult parsed) {
        int exitCode = exitCode(failure);
        var message = exitCode == ExitCode.FAULT ? "This is a fault of taurine: " + failure : failure.getMessage();
        return report(failure, Text.oneLine(message), exitCode);
    }

    private int report(Exception failure, String message, int exitCode) {
        var err = taurine.surroundings().err();
        err.println("taurine: " + message);
        if (taurine.isVerbose()) {
            failure.printStackTrace(err);
        }
        err.flush();
        return exitCode;
    }

    private static int exitCode(Exception failure) {
        if (failure instanceof ServerRefusedException refused) {
            return refused.exitCode();
        }
        if (failure instanceof RedisUnavailableException
                || failure instanceof RedisReplyException
                || failure instanceof EmbeddedRedisException) {
            return ExitCode.UNREACHABLE;
        }
        if (failure instanceof IllegalArgumentException || failure instanceof PayloadException) {
            return ExitCode.USAGE;
        }
        return failure instanceof TaurineException ? ExitCode.REFUSED : ExitCode.FAULT;
    }
}
