package metammf.data.folder;

import static metammf.base.MetaMmfException.require;

import java.io.IOException;
import java.net.Authenticator;
import java.net.HttpURLConnection;
import java.net.InetSocketAddress;
import java.net.PasswordAuthentication;
import java.net.Proxy;
import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The proxy that the environment names for an address, by the rules of curl: {@code https_proxy} or {@code HTTPS_PROXY}
 * for https, {@code http_proxy} or {@code HTTP_PROXY} for http, except for the hosts of {@code no_proxy} or
 * {@code NO_PROXY}. Java itself does not read these variables. Its own properties, such as {@code https.proxyHost}, take
 * precedence, and this machine is always reached directly, as in Java.
 *
 * @param user whom the proxy knows; empty: none
 */
record EnvironmentProxy(String variable, String host, int port, String user, String password) {
    /** Schemes for which Java sends no password through a tunnel: without a value, Basic, which proxies ask for. */
    private static final String WITHHELD = "jdk.http.auth.tunneling.disabledSchemes";

    private static final Pattern VALUE =
            Pattern.compile("(?:http://)?(?:([^:@/]*)(?::(.*))?@)?([^:@/]+|\\[.*]):(\\d{1,5})/?");
    private static final Pattern THIS_MACHINE = Pattern.compile("localhost|127(\\.\\d+){3}|::1");

    /** The proxy for an address; none if it is reached directly or through the proxy of Java's own properties. */
    static Optional<EnvironmentProxy> of(URI address, Map<String, String> environment) {
        String scheme = address.getScheme();
        String name = scheme + "_proxy";
        String value = value(environment, name);
        boolean ofJava =
                Stream.of(scheme + ".proxyHost", "socksProxyHost").anyMatch(System.getProperties()::containsKey);
        if (value.isEmpty() || ofJava || isDirect(address, value(environment, "no_proxy"))) {
            return Optional.empty();
        }
        String variable = environment.containsKey(name) ? name : name.toUpperCase(Locale.ROOT);
        Matcher parts = VALUE.matcher(value);
        int port = parts.matches() ? Integer.parseInt(parts.group(4)) : Integer.MAX_VALUE;
        String expected = "%s: expected http://host:port or http://user:password@host:port, received %s";
        require(port < 1 << 16, expected, variable, value.replaceFirst("([a-z0-9]+://)?.*@", "$1...@"));
        String user = decoded(parts.group(1));
        return Optional.of(new EnvironmentProxy(variable, parts.group(3), port, user, decoded(parts.group(2))));
    }

    private static String value(Map<String, String> environment, String name) {
        String upper = environment.getOrDefault(name.toUpperCase(Locale.ROOT), "");
        return environment.getOrDefault(name, upper).strip();
    }

    private static boolean isDirect(URI address, String exceptions) {
        String host = address.getHost().toLowerCase(Locale.ROOT).replaceAll("[\\[\\]]|\\.$", "");
        int port =
                address.getPort() >= 0 ? address.getPort() : address.getScheme().equals("https") ? 443 : 80;
        return THIS_MACHINE.matcher(host).matches()
                || Stream.of(exceptions.toLowerCase(Locale.ROOT).split("[,\\s]+"))
                        .anyMatch(exception -> covers(exception, host, port));
    }

    /** Whether an exception is {@code *}, the host, a domain above it, or one of these with the port. */
    private static boolean covers(String exception, String host, int port) {
        String hosts = exception
                .replaceFirst("^([^:]+|\\[.*]):" + port + "$", "$1")
                .replaceAll("[\\[\\]]|\\.$", "")
                .replaceFirst("^\\*?\\.", "");
        return exception.equals("*") || !hosts.isEmpty() && ("." + host).endsWith("." + hosts);
    }

    private static String decoded(String text) {
        String escaped = text == null ? "" : text.replace("+", "%2B").replaceAll("%(?![0-9a-fA-F]{2})", "%25");
        return URLDecoder.decode(escaped, StandardCharsets.UTF_8);
    }

    /** Opens a connection through this proxy. */
    HttpURLConnection open(URI address) throws IOException {
        if (!user.isEmpty() && System.getProperty(WITHHELD) == null) {
            System.setProperty(WITHHELD, ""); // read when the first connection of this JVM is opened
        }
        Proxy proxy = new Proxy(Proxy.Type.HTTP, new InetSocketAddress(host, port));
        HttpURLConnection connection = (HttpURLConnection) address.toURL().openConnection(proxy);
        if (!user.isEmpty()) {
            connection.setAuthenticator(new Login());
        }
        return connection;
    }

    /** Tells user and password to the proxy, once, and to no other server. */
    private final class Login extends Authenticator {
        private boolean told;

        @Override
        protected PasswordAuthentication getPasswordAuthentication() {
            if (told || getRequestorType() != RequestorType.PROXY) {
                return null;
            }
            told = true;
            return new PasswordAuthentication(user, password.toCharArray());
        }
    }

    /** Without the password. */
    @Override
    public String toString() {
        return "the proxy %s:%s of %s".formatted(host, port, variable);
    }
}
