package metammf.data.folder;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.net.httpserver.HttpExchange;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import metammf.base.MetaMmfException;
import metammf.base.Sha256;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(60)
class EnvironmentProxyTest {
    private static final byte[] FILE = "a file that only the proxy has".getBytes(StandardCharsets.UTF_8);
    private static final String LOGIN = "Basic " + Base64.getEncoder().encodeToString("me:p@ss".getBytes());

    @TempDir
    Path folder;

    private static Optional<EnvironmentProxy> proxy(String address, Map<String, String> environment) {
        return EnvironmentProxy.of(URI.create(address), environment);
    }

    @Test
    void eachSchemeHasItsVariableAndSmallLettersGoFirst() {
        Map<String, String> environment = Map.of("HTTPS_PROXY", "http://a:1", "http_proxy", "b:2", "HTTP_PROXY", "c:3");
        assertEquals(
                "the proxy a:1 of HTTPS_PROXY",
                proxy("https://x.org/f", environment).orElseThrow().toString());
        assertEquals(
                "the proxy b:2 of http_proxy",
                proxy("http://x.org/f", environment).orElseThrow().toString());
        assertEquals(Optional.empty(), proxy("http://x.org/f", Map.of("HTTPS_PROXY", "http://a:1")));
        assertEquals(
                Optional.empty(), proxy("https://x.org/f", Map.of("HTTPS_PROXY", "http://a:1", "https_proxy", "")));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "*                       | true",
                "github.com              | true",
                ".github.com             | true",
                "*.github.com            | true",
                "a.org, GitHub.com       | true",
                "a.org raw.github.com.   | true",
                "raw.github.com:443      | true",
                "github.com:8080         | false",
                "hub.com                 | false",
                "raw.github              | false",
                "x.raw.github.com        | false",
                "' , '                   | false"
            })
    void noProxyExemptsHostsAndDomains(String exceptions, boolean direct) {
        Map<String, String> environment = Map.of("HTTPS_PROXY", "http://a:1", "NO_PROXY", exceptions);
        assertEquals(direct, proxy("https://raw.github.com/f", environment).isEmpty());
    }

    @ParameterizedTest
    @CsvSource({
        "http://10.0.0.7/f, 10.0.0.7",
        "http://10.0.0.7:8080/f, 10.0.0.7:8080",
        "http://[fe80::1]/f, fe80::1",
        "http://[fe80::1]:81/f, [fe80::1]:81",
        "http://localhost:8080/f, a.org",
        "http://127.0.0.1/f, a.org"
    })
    void anAddressInNumbersAndThisMachineAreReachedDirectly(String address, String exceptions) {
        assertEquals(Optional.empty(), proxy(address, Map.of("http_proxy", "a:1", "no_proxy", exceptions)));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"socks5://a:1", "https://a:1", "http://a", "http://:1", "a:99999", "://", "http://me:p@ss@a"})
    void anythingButAProxyForHttpIsRefusedWithoutItsPassword(String value) {
        MetaMmfException error =
                assertThrows(MetaMmfException.class, () -> proxy("https://x.org/f", Map.of("HTTPS_PROXY", value)));
        assertEquals(
                "HTTPS_PROXY: expected http://host:port or http://user:password@host:port, received "
                        + value.replace("me:p@ss", "..."),
                error.getMessage());
    }

    @Test
    void theLoginMayHaveAnyLetters() {
        EnvironmentProxy proxy = proxy("https://x.org/f", Map.of("https_proxy", "http://m%40e:5%+%3A@h:1"))
                .orElseThrow();
        assertEquals(new EnvironmentProxy("https_proxy", "h", 1, "m@e", "5%+:"), proxy);
        assertFalse(proxy.toString().contains("5"));
    }

    private Process download(String address, String... variable) throws IOException {
        ProcessBuilder child = new ProcessBuilder(ChildJvm.command(
                        DownloadProgram.class,
                        address,
                        Integer.toString(FILE.length),
                        Sha256.of(FILE),
                        folder.toString()))
                .redirectErrorStream(true);
        child.environment().put(variable[0], variable[1]);
        return child.start();
    }

    private static void serveThoseWhoLogIn(HttpExchange exchange, int number) throws IOException {
        if (LOGIN.equals(exchange.getRequestHeaders().getFirst("Proxy-Authorization"))) {
            FileServer.send(exchange, FILE, FILE.length);
        } else {
            exchange.getResponseHeaders().set("Proxy-Authenticate", "Basic realm=\"proxy\"");
            exchange.sendResponseHeaders(407, -1);
        }
    }

    @Test
    void aFileComesThroughTheProxyWithItsLogin() throws Exception {
        try (FileServer proxy = new FileServer(EnvironmentProxyTest::serveThoseWhoLogIn)) {
            Process child = download(
                    "http://files.invalid/file.bin",
                    "HTTP_PROXY",
                    "http://me:p%40ss@localhost:" + proxy.address().getPort());
            String said = new String(child.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            assertEquals(0, child.waitFor(), said);
            assertArrayEquals(FILE, Files.readAllBytes(folder.resolve("file.bin")));
        }
    }

    @Test
    void anEncryptedAddressIsReachedThroughATunnelWithTheLogin() throws Exception {
        try (ServerSocket proxy = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
            List<String> requests = new CopyOnWriteArrayList<>();
            Thread answers = new Thread(() -> refuseTunnels(proxy, requests));
            answers.setDaemon(true);
            answers.start();
            String address = "localhost:" + proxy.getLocalPort();
            Process child = download("https://files.invalid/file.bin", "https_proxy", "http://me:p@ss@" + address);
            String said = new String(child.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            assertEquals(1, child.waitFor(), said);
            assertTrue(said.contains(", through the proxy " + address + " of https_proxy. A further call"), said);
            assertTrue(requests.contains("CONNECT files.invalid:443 HTTP/1.1"), requests.toString());
            assertTrue(requests.contains("Proxy-authorization: " + LOGIN), requests.toString());
        }
    }

    @Test
    void aWrongPasswordIsTriedOnce() throws Exception {
        AtomicInteger logins = new AtomicInteger();
        try (FileServer proxy = new FileServer((exchange, number) -> {
            if (exchange.getRequestHeaders().containsKey("Proxy-Authorization")) {
                logins.incrementAndGet();
            }
            serveThoseWhoLogIn(exchange, number);
        })) {
            String address = "localhost:" + proxy.address().getPort();
            Process child = download("http://files.invalid/file.bin", "http_proxy", "me:wrong@" + address);
            String said = new String(child.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            assertEquals(1, child.waitFor(), said);
            assertTrue(said.contains("received the status 407, through the proxy " + address + " of http_proxy"), said);
            assertEquals(1, logins.get());
        }
    }

    /** Asks for a login, and then says that there is no such server. */
    private static void refuseTunnels(ServerSocket proxy, List<String> requests) {
        while (!proxy.isClosed()) {
            try (Socket socket = proxy.accept()) {
                BufferedReader in =
                        new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8));
                boolean loggedIn = false;
                for (String line = in.readLine(); line != null && !line.isEmpty(); line = in.readLine()) {
                    requests.add(line);
                    loggedIn |= line.startsWith("Proxy-authorization");
                }
                String answer = loggedIn ? "502 Bad Gateway" : "407 Login\r\nProxy-Authenticate: Basic realm=\"proxy\"";
                socket.getOutputStream()
                        .write(("HTTP/1.1 " + answer + "\r\nContent-Length: 0\r\nConnection: close\r\n\r\n")
                                .getBytes(StandardCharsets.UTF_8));
            } catch (IOException e) {
                return; // the test is over
            }
        }
    }
}
