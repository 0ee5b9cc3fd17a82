"""Attention: which words does each word look at?"""
