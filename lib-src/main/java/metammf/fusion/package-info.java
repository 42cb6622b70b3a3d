/**
 * Multimodal fusion by meta-learning: eq. (3) to (15) of the paper, raw features (I, F) to fused vectors (I, D_m).
 *
 * <pre>
 * x_i   = [x_i^v ; x_i^a ; x_i^t]                (F)      the modalities side by side
 * s_i   = phi_out(phi_mid(x_i))                  (S)      eq. (7)           {@link metammf.fusion.MetaExtractor}: what there is to tell
 * W_i   = W + T x_3 s_i                          (Q, P)   eq. (8) to (11)   {@link metammf.fusion.MetaLayer}: a matrix for every item
 * e_i^m = W_i^N sigma(... sigma(W_i^1 x_i))      (D_m)    eq. (12)          {@link metammf.fusion.MetaFusion}: N layers
 * </pre>
 *
 * <p>The tensor T comes in three forms ({@link metammf.fusion.MetaLayer.Form}), and no W_i is built for any: an item's row
 * h_i, x_i in the first layer, meets the factors one after the other.
 *
 * <table class="striped">
 * <caption>The dynamic part of a layer's output</caption>
 * <thead><tr><th>form</th><th>tensor</th><th>row i</th><th>numbers</th></tr></thead>
 * <tbody>
 * <tr><td>full, eq. (8)</td><td>S slices T_k</td><td>sum_k s_ik h_i T_k</td><td>S Q P</td></tr>
 * <tr><td>CP, eq. (13) to (15)</td><td>sum_r a_r o b_r o c_r</td><td>((h_i A) * (s_i C)) B</td>
 *     <td>R (Q + P + S)</td></tr>
 * <tr><td>released code</td><td>(A B) o C 1</td><td>(s_i C 1) h_i A B, one gate</td><td>R (Q + P + S)</td></tr>
 * </tbody>
 * </table>
 *
 * <p>Here A is the factor of the inputs, (Q, R), which the paper calls B, as our matrices are the transposes of the paper's;
 * B is that of the outputs, (R, P), the paper's transposed A; C is (S, R) in both.
 *
 * <p>The static fusions of section 5.3 are the same towers without s_i: {@link metammf.fusion.EarlyFusion} is eq. (12) with
 * W_i = W, with one layer eq. (4); {@code LateFusion} is the mean of a tower for each modality, for hybrid fusion with
 * the joint one. {@link metammf.fusion.FusionConfig} chooses among all.
 */
package metammf.fusion;
