package metammf.data.folder;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;

/** A server of one file on this machine that behaves as told. */
final class FileServer implements AutoCloseable {
    /** Answers one request. */
    @FunctionalInterface
    interface Answer {
        void to(HttpExchange exchange, int number) throws IOException;
    }

    private final HttpServer server;
    private final List<String> ranges = new CopyOnWriteArrayList<>(); // of every request; none: ""

    FileServer(Answer answer) throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(Executors.newCachedThreadPool(FileServer::daemon));
        server.createContext("/", exchange -> {
            String range = exchange.getRequestHeaders().getFirst("Range");
            ranges.add(range == null ? "" : range);
            try (exchange) {
                answer.to(exchange, ranges.size());
            }
        });
        server.start();
    }

    private static Thread daemon(Runnable work) {
        Thread thread = new Thread(work);
        thread.setDaemon(true);
        return thread;
    }

    URI address() {
        return URI.create("http://localhost:" + server.getAddress().getPort() + "/file.bin");
    }

    List<String> ranges() {
        return ranges;
    }

    /** The file, or the rest that a range asks for. */
    static Answer serving(byte[] file) {
        return (exchange, number) -> send(exchange, file, Integer.MAX_VALUE);
    }

    /** The same, but the connection ends after some bytes. */
    static void send(HttpExchange exchange, byte[] file, int most) throws IOException {
        String range = exchange.getRequestHeaders().getFirst("Range");
        int start = range == null ? 0 : Integer.parseInt(range.replaceAll("bytes=(\\d+)-", "$1"));
        if (range != null) {
            exchange.getResponseHeaders()
                    .set("Content-Range", "bytes %s-%s/%s".formatted(start, file.length - 1, file.length));
        }
        byte[] rest = Arrays.copyOfRange(file, start, file.length);
        exchange.sendResponseHeaders(range == null ? 200 : 206, rest.length);
        write(exchange, rest, most);
    }

    static void write(HttpExchange exchange, byte[] bytes, int most) throws IOException {
        OutputStream body = exchange.getResponseBody();
        body.write(bytes, 0, Math.min(most, bytes.length));
        body.flush();
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
