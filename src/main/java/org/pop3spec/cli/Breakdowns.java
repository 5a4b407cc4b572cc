package org.pop3spec.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import org.pop3spec.report.UnwrittenReports;
import org.pop3spec.result.ExitCode;
import picocli.CommandLine;
import picocli.CommandLine.IExecutionExceptionHandler;
import picocli.CommandLine.ParseResult;

/**
 * The end of a command that could not do its work: a line for the user where the user can do something about it, else a line
 * that names the file with the details.
 */
final class Breakdowns implements IExecutionExceptionHandler {
    @Override
    public int handleExecutionException(Exception e, CommandLine command, ParseResult parsed) {
        PrintWriter err = command.getErr();
        if (e instanceof Refusal refusal) {
            err.println(refusal.getMessage());
            return refusal.exitCode().value();
        }
        if (e instanceof IOException || e instanceof UncheckedIOException) {
            err.println("pop3spec: " + line(e));
            return ExitCode.NOT_CONFORMANT.value();
        }
        err.println("pop3spec: internal error: " + oneLine(e) + "; " + details(e));
        return ExitCode.NOT_CONFORMANT.value();
    }

    /** What went wrong where the user can do something about it. */
    static String line(Exception e) {
        if (e instanceof UnwrittenReports reports) {
            return (reports.written().isEmpty() ? "no report could be written: " : "a report could not be written: ")
                    + oneLine(e);
        }
        return oneLine(e);
    }

    /** Why a file that an option names could not be read. */
    static String unreadable(String option, Path file, IOException e) {
        return option + ": " + (Files.isDirectory(file) ? "it is a folder, and no file: " + file : line(e));
    }

    private static String details(Exception e) {
        StringWriter trace = new StringWriter();
        e.printStackTrace(new PrintWriter(trace));
        try {
            Path file = Files.createTempFile("pop3spec-error", ".txt");
            Files.writeString(file, trace.toString());
            return "please report it with " + file;
        } catch (IOException notWritten) {
            return "its details could not be written to a file";
        }
    }

    private static String oneLine(Exception e) {
        boolean wraps = e instanceof UncheckedIOException || e instanceof UnwrittenReports;
        Throwable cause = wraps && e.getCause() != null ? e.getCause() : e;
        String message = String.valueOf(cause.getMessage()).replaceAll("\\p{Cntrl}+", " ");
        return cause instanceof IOException && !message.equals("null")
                ? kind(cause) + message
                : cause.getClass().getSimpleName() + (message.equals("null") ? "" : ": " + message);
    }

    private static String kind(Throwable e) {
        if (e instanceof NoSuchFileException) {
            return "no such file or folder: ";
        }
        if (e instanceof FileAlreadyExistsException) {
            return "it is no folder: ";
        }
        if (e instanceof AccessDeniedException) {
            return "permission denied: ";
        }
        return "";
    }
}
