package metammf.plot;

import static metammf.plot.Drawing.Look.DATA;
import static metammf.plot.Drawing.Look.ID;
import static metammf.plot.Drawing.Look.ITEM;
import static metammf.plot.Drawing.Look.SHARED;
import static metammf.plot.Drawing.at;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Draws the pictures of {@link Diagram}; run as a program, it writes them into the resources. */
final class Drawings {
    private static final Path FOLDER = Path.of("lib-src/main/resources/metammf/plot");

    private Drawings() {}

    public static void main(String... arguments) throws IOException {
        for (Diagram diagram : Diagram.values()) {
            Files.writeString(FOLDER.resolve(diagram.file()), of(diagram).svg());
        }
    }

    static Drawing of(Diagram diagram) {
        return switch (diagram) {
            case FUSION -> fusion();
            case MODEL -> model();
            case TENSOR -> tensor();
            case DECOMPOSITION -> decomposition();
            case CONVOLUTION -> convolution();
            case MULTI_VIEW -> multiView();
        };
    }

    private static Drawing fusion() {
        return legend(
                Drawing.of(Diagram.FUSION.toString(), 32, 16)
                        .group("Static fusion", at(0.5, 0.5, 12.5, 13.6))
                        .text("item $i$", 2.7, 2.6)
                        .box(
                                "xi",
                                "$!x_i^v$|$!x_i^a$|$!x_i^t$",
                                at(1.4, 3.1, 2.6, 3.6).cells(3, 1),
                                DATA)
                        .box(
                                "xj",
                                "$!x_j^v$|$!x_j^a$|$!x_j^t$",
                                at(1.4, 8.7, 2.6, 3.6).cells(3, 1),
                                DATA)
                        .text("item $j$", 2.7, 12.9)
                        .box("w", "$!W$\n~for all\n~items", at(5.8, 3.1, 3, 9.2), SHARED)
                        .box("ei", "$!e_i^m$", at(10.4, 4.1, 2, 1.6), ITEM)
                        .box("ej", "$!e_j^m$", at(10.4, 9.7, 2, 1.6), ITEM)
                        .path("xi", "w", "ei")
                        .path("xj", "w", "ej")
                        .group("Dynamic fusion", at(13.9, 0.5, 17.6, 13.6))
                        .text("item $i$", 16.3, 2.6)
                        .box(
                                "dxi",
                                "$!x_i^v$|$!x_i^a$|$!x_i^t$",
                                at(15, 3.1, 2.6, 3.6).cells(3, 1),
                                DATA)
                        .box(
                                "dxj",
                                "$!x_j^v$|$!x_j^a$|$!x_j^t$",
                                at(15, 8.7, 2.6, 3.6).cells(3, 1),
                                DATA)
                        .text("item $j$", 16.3, 12.9)
                        .box("g", "$𝒢$\n~eq. (6)", at(19.2, 6.6, 3, 2.2), SHARED)
                        .box("wi", "$!W_i$", at(23.4, 4.1, 2.6, 1.6), ITEM)
                        .box("wj", "$!W_j$", at(23.4, 9.7, 2.6, 1.6), ITEM)
                        .box("dei", "$!e_i^m$", at(28.4, 4.1, 2, 1.6), ITEM)
                        .box("dej", "$!e_j^m$", at(28.4, 9.7, 2, 1.6), ITEM)
                        .path("dxi", "wi", "dei")
                        .path("dxj", "wj", "dej")
                        .path("dxi:bottom", "g:left")
                        .path("dxj:top", "g:left")
                        .path("g:right", "wi:bottom")
                        .path("g:right", "wj:top"),
                14.8);
    }

    private static Drawing legend(Drawing diagram, double y) {
        return diagram.box("shared", "", at(1, y, 1.2, 0.8), SHARED)
                .text("~shared by all items", 5.6, y + 0.4)
                .box("item", "", at(11, y, 1.2, 0.8), ITEM)
                .text("~computed for one item", 16.2, y + 0.4);
    }

    private static Drawing model() {
        return legend(
                Drawing.of(Diagram.MODEL.toString(), 32, 18)
                        .box("extractor", "Meta information\nextractor\n~MLP, eq. (7)", at(0.4, 2.9, 6.1, 3), SHARED)
                        .box(
                                "x",
                                "$!x_i^v$|$!x_i^a$|$!x_i^t$",
                                at(1, 9.2, 2.6, 3.6).cells(3, 1),
                                DATA)
                        .text("item $i$", 2.3, 13.4)
                        .box("s", "$!s_i$", at(7.4, 3.8, 3.5, 1.2).cells(1, 5), ITEM)
                        .group("Meta fusion learner", at(11.6, 0.5, 10.6, 8.2))
                        .box("t", "$𝒯$", at(14.1, 3.7, 2.8, 1.8).cells(3, 4).sheets(4), SHARED)
                        .circle("plus", "+", 15.5, 7.2, ITEM)
                        .box("w", "$!W$\n~static", at(18.4, 6.1, 3, 2.2), SHARED)
                        .box("wi", "$!W_i$\n~eq. (9), (12)", at(13, 9.4, 5, 3.2), ITEM)
                        .box("em", "$!e_i^m$", at(19.8, 9.3, 2.2, 1.5), ITEM)
                        .box("ec", "$!e_i^c$", at(19.8, 11.5, 2.2, 1.5), ID)
                        .box("ei", "$!e_i$", at(23.6, 9.5, 1.4, 3.2).cells(2, 1), ITEM)
                        .box("eu", "$!e_u$", at(19.8, 14.4, 2.2, 1.5), ID)
                        .box(
                                "head",
                                "Recommender\n~MF, eq. (16),\n~or GCN,\n~eq. (17), (18)",
                                at(26.3, 9.2, 5.4, 7),
                                SHARED)
                        .box("y", "score $ŷ_{ui}$", at(26.9, 5.6, 4.2, 1.6), DATA)
                        .box("loss", "BPR loss\n~eq. (19)", at(26.9, 1.4, 4.2, 2.3), DATA)
                        .box("id", "", at(22.4, 16.8, 1.2, 0.8), ID)
                        .text("~id embedding", 26, 17.2)
                        .path("x", "extractor", "s")
                        .path("x", "wi", "em", "ei", "head", "y", "loss")
                        .path("t", "plus", "wi")
                        .path("w", "plus")
                        .path("ec", "ei")
                        .path("eu", "head")
                        .arrow("s", "t", "$×_3$"),
                16.8);
    }

    private static Drawing tensor() {
        return Drawing.of(Diagram.TENSOR.toString(), 32, 7)
                .box("s1", "$s_{i1}$", at(0.6, 3, 1.6, 1.2), ITEM)
                .box("t1", "$T_1$", at(2.5, 1.8, 2.7, 3.6).cells(4, 3), SHARED)
                .text("+", 6, 3.6)
                .box("s2", "$s_{i2}$", at(6.8, 3, 1.6, 1.2), ITEM)
                .box("t2", "$T_2$", at(8.7, 1.8, 2.7, 3.6).cells(4, 3), SHARED)
                .text("+  ⋯  +", 13, 3.6)
                .box("ss", "$s_{iS}$", at(14.6, 3, 1.6, 1.2), ITEM)
                .box("ts", "$T_S$", at(16.5, 1.8, 2.7, 3.6).cells(4, 3), SHARED)
                .text("+", 20.1, 3.6)
                .box("w", "$W$", at(21, 1.8, 2.7, 3.6).cells(4, 3), SHARED)
                .text("=", 25.2, 3.6)
                .box("wi", "$W_i$", at(26.8, 1.8, 2.7, 3.6).cells(4, 3), ITEM)
                .text("dynamic part $W_i^*$, eq. (8)", 10, 6.4)
                .text("static part", 22.4, 6.4)
                .text("fuses item $i$, eq. (9)", 28.1, 6.4);
    }

    private static Drawing decomposition() {
        Drawing diagram = Drawing.of(Diagram.DECOMPOSITION.toString(), 32, 15);
        diagram.box("t", "$𝒯$", at(1, 3.2, 3.6, 3.6).cells(4, 3).sheets(5), SHARED)
                .text("≈", 7.2, 5)
                .text("eq. (13)", 2.8, 7.9);
        rankOne(diagram, "1", 8.6);
        diagram.text("+", 15, 5);
        rankOne(diagram, "2", 16.2);
        diagram.text("+  ⋯  +", 23.4, 5);
        rankOne(diagram, "R", 25.6);
        return diagram.box("h", "$h_i$", at(1, 10, 2.4, 1.5), ITEM)
                .box("a", "$a$", at(6.4, 10, 2.6, 1.5), SHARED)
                .box("s", "$s_i$", at(1, 13.2, 2.4, 1.5), ITEM)
                .box("c", "$c$", at(6.4, 13.2, 2.6, 1.5), SHARED)
                .circle("times", "∗", 14, 10.75, ITEM)
                .box("b", "$b$", at(19, 10, 2.6, 1.5), SHARED)
                .box("out", "$h_i W_i^*$", at(26, 10, 4, 1.5), ITEM)
                .text("eq. (15), without\nthe static part", 28, 13.2)
                .arrow("h", "a", "$Q$")
                .arrow("s", "c", "$S$")
                .arrow("a", "times", "$R$")
                .arrow("c:right", "times:bottom", "$R$")
                .arrow("times", "b", "$R$")
                .arrow("b", "out", "$P$");
    }

    /** The outer product of three vectors: downwards, to the right, and into the page. */
    private static void rankOne(Drawing diagram, String r, double x) {
        diagram.box("c" + r, "", at(x, 2.4, 0.7, 0.7).sheets(5), SHARED)
                .text("$c_" + r + "$", x + 2.6, 1.8)
                .box("a" + r, "", at(x, 3.6, 0.7, 3.6).cells(4, 1), SHARED)
                .text("$a_" + r + "$", x + 0.35, 7.9)
                .box("b" + r, "", at(x + 1.3, 3.6, 3.2, 0.7).cells(1, 3), SHARED)
                .text("$b_" + r + "$", x + 2.9, 5);
    }

    private static Drawing convolution() {
        return Drawing.of(Diagram.CONVOLUTION.toString(), 32, 11)
                .text("users", 2, 1.2)
                .text("items", 8, 1.2)
                .circle("u0", "0", 2, 3.2, ID)
                .circle("u1", "1", 2, 6.4, ID)
                .circle("u2", "2", 2, 9.6, ID)
                .circle("i3", "3", 8, 3.2, ITEM)
                .circle("i4", "4", 8, 6.4, ITEM)
                .circle("i5", "5", 8, 9.6, ITEM)
                .link("u0", "i3")
                .link("u0", "i4")
                .link("u1", "i4")
                .link("u1", "i5")
                .link("u2", "i5")
                .box("e0", "$!e_0^{(l−1)}$", at(11, 2.4, 3.4, 1.6), ID)
                .box("e3", "$!e_3^{(l−1)}$", at(11, 5.8, 3.4, 1.6), ITEM)
                .box("e4", "$!e_4^{(l−1)}$", at(11, 8.8, 3.4, 1.6), ITEM)
                .box("mean", "mean", at(16.2, 5.8, 2.8, 4.6), DATA)
                .box("w1", "$!W_1$", at(20.4, 2.4, 2.2, 1.6), SHARED)
                .box("w2", "$!W_2$", at(20.4, 7.3, 2.2, 1.6), SHARED)
                .circle("plus", "+", 24.6, 3.2, DATA)
                .circle("act", "$σ$", 26.9, 3.2, DATA)
                .box("next", "$!e_0^{(l)}$", at(28.6, 2.4, 2.8, 1.6), ID)
                .text("eq. (18)", 30, 4.9)
                .path("e0", "w1", "plus", "act", "next")
                .path("e3", "mean", "w2")
                .path("e4", "mean")
                .path("w2:right", "plus:bottom");
    }

    private static Drawing multiView() {
        return Drawing.of(Diagram.MULTI_VIEW.toString(), 32, 16)
                .box("e", "$!E_0$", at(1, 1.6, 2.2, 1.6), ID)
                .box("light", "LightGCN: $!E_l = !A !E_{l−1}$, mean of all layers", at(4.7, 1.6, 15.3, 1.6), DATA)
                .box("c", "$!c$", at(22.8, 1.6, 2.4, 1.6), DATA)
                .box("v", "$!v_i$", at(1, 6, 2.2, 1.6), ID)
                .box("gate", "gate $σ(!z_i)$\n~optional, eq. (12)", at(4.7, 5.7, 5.8, 2.2), ITEM)
                .box("h", "$!h_i$", at(12, 6, 2, 1.6), ITEM)
                .box(
                        "graphs",
                        "$!S_1 … !S_M$",
                        at(15.6, 5.9, 2.6, 1.8).cells(3, 3).sheets(3),
                        DATA)
                .circle("mix", "Σ", 20.6, 6.8, ITEM)
                .box("g", "$!g_i / ‖!g_i‖$", at(22, 6, 4, 1.6), ITEM)
                .box("x", "$!x_i$", at(1, 9.8, 2.2, 1.6), DATA)
                .box("extractor", "extractor\n~eq. (7)", at(4.7, 9.5, 5.8, 2.2), SHARED)
                .box("s", "$!s_i$", at(12, 9.8, 2, 1.6), ITEM)
                .box("softmax", "softmax", at(15.4, 9.8, 3.8, 1.6), SHARED)
                .box("q", "$!Q$", at(1, 13.8, 2.2, 1.6), ID)
                .box("paths", "three steps over the users' graph $!P$", at(4.7, 13.8, 15.3, 1.6), DATA)
                .box("uq", "$!q_u / ‖!q_u‖$", at(22, 13.8, 4, 1.6), DATA)
                .circle("plus", "+", 28.2, 6.8, DATA)
                .box("out", "$!e$", at(29.8, 6, 1.6, 1.6), DATA)
                .link("c", "g")
                .text("~InfoNCE", 26, 4.2)
                .text("~id view", 2.1, 1)
                .text("~items", 2.1, 5.4)
                .text("~users", 2.1, 13.2)
                .path("e", "light", "c")
                .path("v", "gate", "h", "graphs", "mix", "g", "plus", "out")
                .path("x:top", "gate:bottom")
                .path("x", "extractor", "s", "softmax")
                .path("q", "paths", "uq")
                .path("c:right", "plus:top")
                .path("uq:right", "plus:bottom")
                .arrow("softmax:right", "mix:bottom", "$α(i)$");
    }
}
