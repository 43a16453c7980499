"""Selling credits: products, what Stripe says of payments and subscriptions, and what follows from it."""
