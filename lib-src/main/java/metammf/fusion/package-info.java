/** Multimodal fusion by meta-learning: eq. (5) to (15) of the paper. */
package metammf.fusion;
