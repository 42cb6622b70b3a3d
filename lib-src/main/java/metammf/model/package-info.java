/** Recommenders on top of the fused item vectors: eq. (16) to (18) of the paper. */
package metammf.model;
