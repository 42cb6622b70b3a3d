package metammf.notebook;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import metammf.data.folder.ChildJvm;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Scripts that end well and scripts that do not; where the exit code is the question, in a Java of their own. */
class ScriptTest {
    @TempDir
    private Path folder;

    private Path script(String text) throws IOException {
        return Files.writeString(folder.resolve("check.jsh"), text);
    }

    private void run(String text) throws IOException, ScriptFailure {
        Script.run(List.of(script(text)));
    }

    /** What a failing script says, the folder left out. */
    private String failure(String text) throws IOException {
        Path file = script(text);
        String message = assertThrows(ScriptFailure.class, () -> Script.run(List.of(file)))
                .getMessage();
        return message.replace(folder + file.getFileSystem().getSeparator(), "");
    }

    private void assertFailsWith(String expected, String script) throws IOException {
        String message = failure(script);
        assertTrue(message.startsWith(expected), message);
    }

    private static Process start(Path script, String... flags) throws IOException {
        List<String> command = ChildJvm.command(Script.class, script.toString());
        command.addAll(1, List.of(flags));
        return new ProcessBuilder(command).redirectErrorStream(true).start();
    }

    private static int code(Path script, String... flags) throws IOException, InterruptedException {
        Process process = start(script, flags);
        process.getInputStream().readAllBytes();
        assertTrue(process.waitFor(20, TimeUnit.SECONDS), "the script did not end");
        return process.exitValue();
    }

    // How a script may be written

    @Test
    void everythingThatJShellReadsLineByLineRuns() throws IOException, ScriptFailure {
        run(
                """
                // a comment

                /* another
                 * one */
                int later(int x) { return first(x); }
                int first(int x) {
                    return x + 1;
                }
                int a = 1; int b = 2
                /set feedback silent
                class Own extends RuntimeException {}
                try {
                    throw new Own();
                } catch (Own e) {
                    if (later(a + b) != 4) throw e;
                }
                "Error: a value that nobody sees"
                """);
    }

    @Test
    void anOpenedScriptLiesBesideTheOneThatOpensIt() throws IOException, ScriptFailure {
        Files.writeString(folder.resolve("other.jsh"), "int other = 42;");
        run(
                """
                /open other.jsh
                if (other != 42) throw new RuntimeException();
                """);
    }

    @Test
    void scriptsKnowWhatThoseBeforeThemDefine() throws IOException, ScriptFailure {
        Path first = Files.writeString(folder.resolve("first.jsh"), "int n = 1;");
        Script.run(List.of(first, script("if (n != 1) throw new RuntimeException();")));
    }

    // What is wrong, and where

    @Test
    void anErrorOfTheCompilerHasItsFileLineAndSource() throws IOException {
        assertEquals(
                """
                check.jsh:3: cannot find symbol
                  symbol:   method nonsense(int)
                        nonsense(1);
                        ^""",
                failure(
                        """
                        // a comment
                        int a =
                            nonsense(1);
                        """));
    }

    @Test
    void aWrongSnippetBehindAnotherHasTheRightLine() throws IOException {
        assertFailsWith("check.jsh:2: illegal start of statement\n    }\n    ^", "int a = 1;\n}\n");
    }

    @Test
    void anExceptionHasThePlaceWhereItWasThrownAndTheWayThere() throws IOException {
        assertEquals(
                """
                check.jsh:2: java.lang.ArithmeticException: / by zero
                        return 10 / x;
                    at f (check.jsh:2)
                    at g (check.jsh:5)
                    at check.jsh:7""",
                failure(
                        """
                        int f(int x) {
                            return 10 / x;
                        }
                        void g() {
                            f(0);
                        }
                        g();
                        """));
    }

    @Test
    void anExceptionOfTheScriptsOwnClassIsAFailure() throws IOException {
        String own = "class Own extends RuntimeException { Own(String text) { super(text); } }\n";
        assertFailsWith("check.jsh:2: Own: on purpose", own + "throw new Own(\"on purpose\");");
    }

    @Test
    void theCauseIsTold() throws IOException {
        String message = failure("throw new IllegalStateException(\"outer\", new RuntimeException(\"inner\"));");
        assertTrue(message.contains("\nCaused by: java.lang.RuntimeException: inner\n    at check.jsh:1"), message);
    }

    @Test
    void whatIsUsedAndNeverDefinedIsAFailure() throws IOException {
        String expected = "check.jsh:1: f needs what the script does not define: method g()";
        assertFailsWith(expected, "int f() { return g(); }\nf();");
        assertFailsWith(expected, "int f() { return g(); }");
        assertFailsWith("check.jsh:1: A needs what", "class A extends Missing {}");
    }

    @Test
    void aBlockOrACommentWithoutAnEndIsAFailure() throws IOException {
        String expected = "check.jsh:2: expected the end of what begins here, received the end of the script";
        assertFailsWith(expected, "int a = 1;\nfor (int i = 0; i < 3; i++) {\n    a++;\n");
        assertFailsWith(expected, "int a = 1;\n/* no end\n");
    }

    @Test
    void aMissingFileIsAFailure() throws IOException {
        assertFailsWith("check.jsh:2: /open: expected a script, received no.jsh", "\n/open no.jsh\n");
        Path missing = folder.resolve("missing.jsh");
        assertThrows(ScriptFailure.class, () -> Script.run(List.of(missing)));
    }

    @Test
    void aCommandForATerminalIsRefused() throws IOException {
        assertFailsWith("check.jsh:1: expected Java, /open FILE or /exit [CODE] in a script, received /vars", "/vars");
    }

    @Test
    void otherBytesThanUtf8AreRefused() throws IOException {
        Path file = Files.write(script(""), "String s = \"\u00e9\";".getBytes(StandardCharsets.ISO_8859_1));
        String message = assertThrows(ScriptFailure.class, () -> Script.run(List.of(file)))
                .getMessage();
        assertTrue(message.endsWith("expected text in UTF-8"), message);
    }

    // The exit code

    @Test
    void aScriptThatPrintsAnErrorAndLeavesAThreadEndsWell() throws IOException, InterruptedException {
        Path script = script(
                """
                new Thread(() -> { while (true); }).start();
                System.out.println("Error: only printed");
                System.err.println("|  Error:");
                """);
        assertEquals(0, code(script));
    }

    @Test
    void aFailureEndsWithOneInEveryLanguage() throws IOException, InterruptedException {
        assertEquals(1, code(script("nonsense();"), "-Duser.language=ja"));
    }

    @Test
    void aFailedAssertionIsAFailure() throws IOException, InterruptedException {
        assertEquals(1, code(script("assert 1 > 2;"), "-ea:REPL..."));
    }

    @Test
    void theScriptsOwnExitCodeIsTheProcesss() throws IOException, InterruptedException {
        assertEquals(3, code(script("System.exit(3);")));
        assertEquals(5, code(script("int n = 4;\n/exit n + 1\nthrow new RuntimeException();")));
    }

    @Test
    void outputArrivesWhileTheScriptRunsAndAKilledOneFails() throws IOException, InterruptedException {
        Process process = start(script("System.out.println(\"begun\");\nThread.sleep(60_000);"));
        assertEquals("begun", process.inputReader().readLine());
        process.destroyForcibly();
        assertTrue(process.waitFor() != 0);
    }

    @Test
    void aTerminatedScriptEndsAsEveryProgram() throws IOException, InterruptedException {
        Process process = start(script("System.out.println(\"begun\");\nThread.sleep(60_000);"));
        assumeTrue(process.supportsNormalTermination(), "SIGTERM");
        assertEquals("begun", process.inputReader().readLine());
        process.destroy();
        assertEquals(128 + 15, process.waitFor());
    }
}
