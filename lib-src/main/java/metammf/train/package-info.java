/** Training by Bayesian personalised ranking: eq. (19) of the paper. */
package metammf.train;
